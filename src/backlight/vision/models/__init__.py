"""Networks for pictures, under the names and with the first weights of torchvision."""
