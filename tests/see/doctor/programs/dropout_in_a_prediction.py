"""torch.nn.functional.dropout in a model that is put in evaluation mode; nobody says no_grad."""

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body, self.head = nn.Sequential(nn.Linear(4, 16), nn.Tanh()), nn.Linear(16, 1)

    def forward(self, x):
        return self.head(nn.functional.dropout(self.body(x), 0.3))  # expect: dropout_in_evaluation


def predict(model, x):
    model.eval()
    return model(x).detach()


torch.manual_seed(0)
model = Net()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(16, 4), torch.randn(16, 1)
for _ in range(4):
    optimizer.zero_grad()
    nn.functional.mse_loss(model(x), y).backward()
    optimizer.step()
print(predict(model, x).shape)
