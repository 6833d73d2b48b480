"""`torch.distributions`: draws, densities and their gradients. Each family is imported when it is first named."""
