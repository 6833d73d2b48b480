"""Subclasses of Tensor that users write."""

import backlight


class Image(backlight.Tensor):
    pass


CALLS = []


class Logged(backlight.Tensor):
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        CALLS.append(func.__name__)
        return super().__torch_function__(func, types, args, kwargs)


def test_methods_and_operators_return_the_subclass():
    x = backlight.ones(2, 3).as_subclass(Image)

    for y in (x + 1, 1 + x, x * backlight.ones(3), backlight.ones(3) * x, x.sum(), x[0], x.reshape(3, 2), -x, x.exp()):
        assert type(y) is Image
    assert [type(part) for part in x.unbind()] == [Image, Image]
    assert type(x.max(1).values) is Image
    assert type(backlight.ones(2) + 1) is backlight.Tensor


def test_a_subclass_is_part_of_the_graph():
    x = backlight.ones(2, requires_grad=True)
    y = (x.as_subclass(Image) * 3).sum()
    y.backward()

    assert y.grad_fn.name() == "SumBackward0"
    assert x.grad.tolist() == [3.0, 3.0]


def test_a_write_in_place_returns_the_tensor_itself():
    x = backlight.ones(2).as_subclass(Image)

    assert x.add_(1) is x
    assert x.tolist() == [2.0, 2.0]


def test_a_subclass_sees_each_call_once():
    x = backlight.ones(2).as_subclass(Logged)
    CALLS.clear()
    y = x.softmax(0).mean() + 1

    assert type(y) is Logged
    assert CALLS == ["softmax", "mean", "add"]
