"""torchvision's transforms v2: of images, videos, masks, boxes and points together, in any nesting."""
