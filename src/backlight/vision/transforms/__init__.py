"""torchvision's transforms of images, on PIL images and on tensors (..., channels, height, width)."""
