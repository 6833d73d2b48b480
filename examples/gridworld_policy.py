"""A policy for a small grid world, learned from nothing but the rewards: REINFORCE with a baseline.

Nobody tells the walker which way to go. It draws each move from its policy, sees what the whole walk earned, and makes
the moves of good walks more likely: the gradient of log π(move) times how much better than expected the walk went from
there. The floor is slippery: one step in ten goes anywhere, so it is wise to keep away from the pits (X).

Look at: the mean reward, which climbs from the aimless walker's to nearly the best that any policy can earn here, 0.74;
the arrows at the end, which lead from S to G; and the second map, the baseline, which is what the walker has come to
expect from each cell.
"""

import torch
from torch import nn
from torch.distributions import Categorical

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)  # a drawn move hangs on the last digits of a probability

WORLD = [
    "....#..G",
    "..X.....",
    "..#.X.#.",
    "S.......",
]
MOVES = {"↑": (-1, 0), "↓": (1, 0), "←": (0, -1), "→": (0, 1)}
STEP, PIT, GOAL = -0.02, -1.0, 1.0  # the rewards; every step costs a little, so that dawdling does not pay
SLIP = 0.1  # how often a foot slips and the move is any of the four
DISCOUNT = 0.98
WALKERS, LONGEST = 64, 32  # walks side by side, and the steps after which one is called off

rows, columns = len(WORLD), len(WORLD[0])
tiles = "".join(WORLD)
start = tiles.index("S")


def neighbour(cell, move):
    """The cell that a move leads to; walls and the edge of the world leave the walker where it is."""
    row, column = cell // columns + move[0], cell % columns + move[1]
    inside = 0 <= row < rows and 0 <= column < columns
    return row * columns + column if inside and WORLD[row][column] != "#" else cell


lead_to = torch.tensor([[neighbour(cell, move) for move in MOVES.values()] for cell in range(len(tiles))])
reward_of = torch.tensor([{"X": PIT, "G": GOAL}.get(tile, STEP) for tile in tiles])
ends_walk = torch.tensor([tile in "XG" for tile in tiles])

# Both networks are tables: one row of four scores, and one expected reward, for each cell.
policy = nn.Embedding(len(tiles), len(MOVES))
baseline = nn.Embedding(len(tiles), 1)
nn.init.zeros_(policy.weight)  # every move alike
nn.init.zeros_(baseline.weight)


def walk():
    """Lets all walkers go, and returns cells, moves, rewards and who was still walking, each (steps, walkers)."""
    cells, moves, rewards, walking = [], [], [], []
    cell, alive = torch.full((WALKERS,), start), torch.ones(WALKERS, dtype=torch.bool)
    for _ in range(LONGEST):
        with torch.no_grad():
            move = Categorical(logits=policy(cell)).sample()
        slips = torch.rand(WALKERS) < SLIP
        taken = torch.where(slips, torch.randint(len(MOVES), (WALKERS,)), move)
        arrived = lead_to[cell, taken]
        for record, what in zip((cells, moves, rewards, walking), (cell, move, reward_of[arrived] * alive, alive)):
            record.append(what)
        alive = alive & ~ends_walk[arrived]
        cell = torch.where(alive, arrived, cell)
        if not alive.any():
            break
    return torch.stack(cells), torch.stack(moves), torch.stack(rewards), torch.stack(walking)


def rewards_to_come(rewards):
    """What each step earned from there on: r₀ + γ·r₁ + γ²·r₂ + …, summed from the back."""
    total, totals = torch.zeros(WALKERS), []
    for reward in rewards.flip(0):
        total = reward + DISCOUNT * total
        totals.append(total)
    return torch.stack(totals[::-1])


optimizer = torch.optim.Adam([*policy.parameters(), *baseline.parameters()], lr=0.1)

history = []  # mean reward and share of walks that reached the goal, round by round

for number in range(1, 121):
    cells, moves, rewards, walking = walk()
    to_come = rewards_to_come(rewards)[walking]  # (steps walked by all,)
    cells, moves = cells[walking], moves[walking]

    expected = baseline(cells).squeeze(1)
    surprise = to_come - expected.detach()  # better or worse than usual here?
    choice = Categorical(logits=policy(cells))
    # Minus, because the optimizer goes downhill. The entropy keeps the walker curious while it knows little.
    loss = -(choice.log_prob(moves) * surprise).mean() - 0.01 * choice.entropy().mean()
    loss = loss + 0.5 * (to_come - expected).square().mean()

    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    history.append([rewards.sum(0).mean(), (rewards == GOAL).any(0).double().mean()])
    if number % 20 == 0:
        earned, reached = torch.tensor(history[-20:]).mean(0).tolist()
        print(f"rounds {number - 19:3} to {number:3}: mean reward {earned:7.4f}, reached the goal {reached:6.2%}")

aimless, learned = history[0][0].item(), torch.tensor(history[-20:])[:, 0].mean().item()
print(f"an aimless walk earns {aimless:.3f}, a learned one {learned:.3f}")

arrows = [list(MOVES)[move] for move in policy.weight.argmax(1).tolist()]
print("\nthe most likely move")
for row in range(rows):
    line = slice(row * columns, (row + 1) * columns)
    print("   ", " ".join(tile if tile in "#XG" else arrow for tile, arrow in zip(tiles[line], arrows[line])))

print("\nthe reward it expects from there on")
for row in range(rows):
    line = slice(row * columns, (row + 1) * columns)
    print("   ", " ".join(f"{value:5.2f}" for value in baseline.weight[line, 0].tolist()))
