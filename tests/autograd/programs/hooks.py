"""Hooks on tensors: when they run, in which order, and what they may change."""

from tests.autograd.programs import error


def a_hook_on_a_leaf_sees_the_sum(torch):
    x = torch.tensor([2.0], requires_grad=True)
    seen = []
    x.register_hook(lambda g: seen.append(g.tolist()))
    (x * x + x).backward()
    yield seen, x.grad


def a_hook_on_a_result_sees_the_sum(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * 3
    seen = []
    y.register_hook(lambda g: seen.append(g.tolist()))
    (y * y + y).backward()
    yield seen, x.grad


def a_hook_replaces_the_gradient(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * 3
    y.register_hook(lambda g: g * 10)
    x.register_hook(lambda g: g + 1)
    (y * y).backward()
    yield x.grad


def hooks_run_in_order(torch):
    x = torch.tensor([2.0], requires_grad=True)
    seen = []
    x.register_hook(lambda g: g * 2)
    x.register_hook(lambda g: seen.append(g.tolist()))
    x.register_hook(lambda g: g + 1)
    x.register_hook(lambda g: seen.append(g.tolist()))
    x.sum().backward()
    yield seen, x.grad


def removed_hooks_do_not_run(torch):
    x = torch.tensor([2.0], requires_grad=True)
    handle = x.register_hook(lambda g: g * 2)
    (x * 1).backward(retain_graph=True)
    handle.remove()
    (x * 1).backward()
    yield x.grad
    handle.remove()


def a_handle_is_a_context_manager(torch):
    x = torch.tensor([2.0], requires_grad=True)
    with x.register_hook(lambda g: g * 2):
        (x * 1).backward()
    (x * 1).backward()
    yield x.grad


def a_hook_that_removes_itself(torch):
    x = torch.tensor([2.0], requires_grad=True)
    seen = []
    handles = []

    def once(g):
        seen.append(g.item())
        handles[0].remove()

    handles.append(x.register_hook(once))
    x.register_hook(lambda g: seen.append("second"))
    (x * 1).backward()
    (x * 1).backward()
    yield seen


def one_function_twice(torch):
    x = torch.tensor([2.0], requires_grad=True)

    def double(g):
        return g * 2

    x.register_hook(double)
    x.register_hook(double)
    (x * 1).backward()
    yield x.grad


def hooks_run_before_retained_gradients_and_whatever_the_order(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * 3
    y.retain_grad()
    y.register_hook(lambda g: g * 10)
    (y * 1).backward()
    yield y.grad, x.grad


def order_across_the_graph(torch):
    x = torch.tensor([2.0], requires_grad=True)
    a = x * 2
    b = a * 3
    c = b * 4
    seen = []
    for name, t in (("x", x), ("a", a), ("b", b), ("c", c)):
        t.register_hook(lambda g, name=name: seen.append((name, g.item())))
    c.backward()
    yield seen


def order_of_branches(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = torch.tensor([3.0], requires_grad=True)
    seen = []
    a = x * 2
    b = y * 3
    c = x * 5
    for name, t in (("x", x), ("y", y), ("a", a), ("b", b), ("c", c)):
        t.register_hook(lambda g, name=name: seen.append((name, g.item())))
    (a + b + c).backward()
    yield seen


def a_leaf_hook_runs_when_the_gradient_is_complete_not_at_the_end(torch):
    x = torch.tensor([2.0], requires_grad=True)
    w = torch.tensor([3.0], requires_grad=True)
    seen = []
    x.register_hook(lambda g: seen.append("x"))
    w.register_hook(lambda g: seen.append("w"))
    y = x * 2
    y.register_hook(lambda g: seen.append("y"))
    (y * w).backward()
    yield seen


def a_hook_on_the_root(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * 3
    y.register_hook(lambda g: g * 10)
    y.backward()
    yield x.grad
    x.register_hook(lambda g: g * 100)
    x.backward()
    yield x.grad


def a_hook_sees_the_gradient_given_by_the_user(torch):
    x = torch.tensor([2.0], requires_grad=True)
    seen = []
    x.register_hook(lambda g: seen.append(g.tolist()))
    x.backward(torch.tensor([7.0]))
    yield seen


def hooks_with_several_roots_run_once(torch):
    x = torch.tensor([2.0], requires_grad=True)
    seen = []
    y = x * 2
    y.register_hook(lambda g: seen.append(("y", g.item())))
    x.register_hook(lambda g: seen.append(("x", g.item())))
    torch.autograd.backward([y, y * 3, x])
    yield seen, x.grad


def hooks_on_one_of_several_outputs(torch):
    x = torch.tensor([[2.0, 3.0]], requires_grad=True)
    a, b = x.unbind(1)
    seen = []
    a.register_hook(lambda g: seen.append(g.tolist()))
    b.register_hook(lambda g: g * 10)
    (a * b).backward()
    yield seen, x.grad


def hooks_run_with_grad_mode_off(torch):
    x = torch.tensor([2.0], requires_grad=True)
    seen = []
    x.register_hook(lambda g: seen.append((torch.is_grad_enabled(), g.requires_grad)))
    (x * x).backward()
    yield seen


def hooks_run_with_grad_mode_on_under_create_graph(torch):
    x = torch.tensor([2.0], requires_grad=True)
    seen = []
    x.register_hook(lambda g: seen.append((torch.is_grad_enabled(), g.requires_grad)))
    torch.autograd.grad(x * x, x, create_graph=True)
    yield seen


def a_hook_is_part_of_the_second_order(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * 1
    y.register_hook(lambda g: g * y)
    (g,) = torch.autograd.grad(y * y, x, create_graph=True)
    yield g.tolist()
    yield torch.autograd.grad(g, x)


def hooks_change_what_grad_returns(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * 3
    x.register_hook(lambda g: g * 10)
    y.register_hook(lambda g: g + 1)
    yield torch.autograd.grad(y * y, x, retain_graph=True)
    yield torch.autograd.grad(y * 1, y)


def hooks_of_leaves_that_are_not_asked_for_do_not_run(torch):
    x = torch.tensor([2.0], requires_grad=True)
    w = torch.tensor([3.0], requires_grad=True)
    seen = []
    x.register_hook(lambda g: seen.append("x"))
    w.register_hook(lambda g: seen.append("w"))
    torch.autograd.grad(x * w, x)
    (x * w).backward(inputs=[x])
    yield seen


def a_hook_that_errs(torch):
    x = torch.tensor([2.0], requires_grad=True)

    def wrong(g):
        raise KeyError("mine")

    handle = x.register_hook(wrong)
    yield error((x * 2).backward)
    yield torch.is_grad_enabled(), x.grad
    handle.remove()
    (x * 2).backward()
    yield x.grad


def a_hook_that_returns_something_else(torch):
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    with x.register_hook(lambda g: 3.0):
        yield error((x * 2).sum().backward)
    with x.register_hook(lambda g: g.sum()):
        yield error((x * 2).sum().backward)
    with x.register_hook(lambda g: torch.ones(3)):
        yield error((x * 2).sum().backward)
    with x.register_hook(lambda g: (g,)):
        yield error((x * 2).sum().backward)


def a_hook_that_returns_another_type_of_number(torch):
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    with x.register_hook(lambda g: g.double()):
        yield error((x * 2).sum().backward)
    y = x * 1
    y.register_hook(lambda g: g.double())
    yield error((y * 2).sum().backward)


def hooks_on_a_tensor_without_gradient(torch):
    yield error(torch.ones(1).register_hook, print)
    yield error(torch.ones(1).retain_grad)
    yield error(torch.ones(1).register_post_accumulate_grad_hook, print)


def a_hook_that_writes_into_the_gradient(torch):
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    x.register_hook(lambda g: g.mul_(torch.tensor([0.0, 1.0])))
    (x * x).sum().backward()
    yield x.grad


def a_hook_that_writes_and_returns_nothing(torch):
    x = torch.tensor(3.0, requires_grad=True)

    def halve(g):
        g.mul_(0.5)

    x.register_hook(halve)
    (x * x).backward()
    yield x.grad


def a_hook_that_clips(torch):
    w = torch.tensor([1.0, 100.0], requires_grad=True)
    w.register_hook(lambda g: g.clamp(-1, 1))
    (w * w).sum().backward()
    yield w.grad


def hooks_after_an_in_place_operation(torch):
    x = torch.tensor([2.0], requires_grad=True)
    seen = []
    y = x * 3
    y.register_hook(lambda g: seen.append(("before", g.item())))
    y.mul_(5)
    y.register_hook(lambda g: seen.append(("after", g.item())))
    (y * 7).backward()
    yield seen, x.grad


def post_accumulate_hooks_see_the_grad(torch):
    x = torch.tensor([2.0], requires_grad=True)
    seen = []
    x.register_post_accumulate_grad_hook(lambda leaf: seen.append((leaf is x, leaf.grad.tolist())))
    (x * 3).backward()
    (x * 4).backward()
    yield seen


def post_accumulate_hooks_run_in_order_and_can_be_removed(torch):
    x = torch.tensor([2.0], requires_grad=True)
    seen = []
    first = x.register_post_accumulate_grad_hook(lambda leaf: seen.append(1))
    x.register_post_accumulate_grad_hook(lambda leaf: seen.append(2))
    (x * 3).backward()
    first.remove()
    (x * 3).backward()
    yield seen


def an_optimizer_in_the_backward(torch):
    w = torch.tensor([2.0], requires_grad=True)

    def step(leaf):
        with torch.no_grad():
            leaf -= 0.1 * leaf.grad
        leaf.grad = None

    w.register_post_accumulate_grad_hook(step)
    for _ in range(3):
        (w * w).backward()
    yield w, w.grad


def post_accumulate_hooks_do_not_run_for_grad(torch):
    x = torch.tensor([2.0], requires_grad=True)
    seen = []
    x.register_post_accumulate_grad_hook(lambda leaf: seen.append("post"))
    x.register_hook(lambda g: seen.append("tensor"))
    torch.autograd.grad(x * 3, x)
    (x * 3).backward(inputs=[x])
    yield seen


def post_accumulate_hooks_are_for_leaves(torch):
    x = torch.tensor([2.0], requires_grad=True)
    yield error((x * 2).register_post_accumulate_grad_hook, print)


def a_hook_stays_when_the_leaf_is_switched_off_and_on(torch):
    x = torch.tensor([2.0], requires_grad=True)
    x.register_hook(lambda g: g * 10)
    x.requires_grad_(False)
    x.requires_grad_(True)
    (x * 1).backward()
    yield x.grad
