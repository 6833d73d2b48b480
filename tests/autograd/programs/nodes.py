"""The graph as users walk it: names, edges, hooks on nodes."""


def _names(node, depth=0):
    if node is None:
        return None
    return [node.name(), [_names(parent) for parent, _ in node.next_functions]]


def names_of_a_small_graph(torch):
    x = torch.ones(2, requires_grad=True)
    w = torch.ones(2, requires_grad=True)
    yield _names(((x * w) + x).sum().grad_fn)
    yield _names((x.exp() / 2).mean().grad_fn)
    yield _names((x - 1).view(2, 1).t().grad_fn)
    yield _names((x @ w).relu().grad_fn)
    yield _names(torch.cat([x, w, torch.ones(1)]).grad_fn)
    yield _names(torch.stack([x, w]).grad_fn)
    yield _names(x[0].grad_fn), _names(x[:1].grad_fn)


def an_operand_without_gradient_has_no_function(torch):
    x = torch.ones(2, requires_grad=True)
    c = torch.ones(2)
    yield _names((x * c).grad_fn)
    yield _names((c * x).grad_fn)
    yield [n for _, n in (x * c).grad_fn.next_functions]


def next_functions_are_pairs(torch):
    x = torch.ones(2, requires_grad=True)
    y = x * x
    z = y + y
    yield len(z.grad_fn.next_functions)
    yield z.grad_fn.next_functions[0][0] is y.grad_fn, z.grad_fn.next_functions[1][0] is y.grad_fn
    yield [n for _, n in z.grad_fn.next_functions]


def next_functions_of_several_outputs(torch):
    x = torch.ones(2, 2, requires_grad=True)
    a, b = x.unbind(0)
    yield (a * b).grad_fn.next_functions[0][1], (a * b).grad_fn.next_functions[1][1]
    yield a.grad_fn.name(), (a * b).grad_fn.next_functions[1][0].name()


def the_leaf_at_the_end(torch):
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    end = (x * 2).grad_fn.next_functions[0][0]
    yield end.name(), end.variable is x, end.next_functions, type(end).__name__


def the_end_of_a_leaf_is_one_for_all_uses(torch):
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y, z = x * 2, x + 1
    yield y.grad_fn.next_functions[0][0] == z.grad_fn.next_functions[0][0]
    w = torch.ones(2, requires_grad=True)
    v = w * 2
    yield y.grad_fn.next_functions[0][0] == v.grad_fn.next_functions[0][0]
    yield len({n for n, _ in (x * x).grad_fn.next_functions})


def all_leaves_are_found(torch):
    x = torch.ones(1, requires_grad=True)
    w = torch.ones(1, requires_grad=True)
    b = torch.ones(1, requires_grad=True)
    todo, leaves = [((x * w + b).tanh() * x).grad_fn], []
    while todo:
        node = todo.pop()
        if hasattr(node, "variable"):
            leaves.append(node.variable)
        todo += [parent for parent, _ in node.next_functions if parent is not None]
    yield len(leaves), {id(x), id(w), id(b)} == {id(t) for t in leaves}


def class_names(torch):
    x = torch.ones(2, requires_grad=True)
    yield type((x * 2).grad_fn).__name__, type((x + x).grad_fn).__name__
    yield type(x.sum().grad_fn).__name__
    yield isinstance((x * 2).grad_fn, torch.autograd.graph.Node)
    yield isinstance((x * 2).grad_fn.next_functions[0][0], torch.autograd.graph.Node)
    yield repr((x * 2).grad_fn).startswith("<MulBackward0 object at 0x")
    yield repr((x * 2).grad_fn.next_functions[0][0]).startswith("<AccumulateGrad object at 0x")


def metadata_belongs_to_the_node(torch):
    x = torch.ones(2, requires_grad=True)
    y = x * 2
    y.grad_fn.metadata["note"] = 5
    yield y.grad_fn.metadata, (x * 2).grad_fn.metadata


def grad_fn_changes_with_an_in_place_operation(torch):
    x = torch.ones(2, requires_grad=True)
    y = x * 2
    before = y.grad_fn
    y.add_(1)
    yield y.grad_fn.name(), y.grad_fn.next_functions[0][0] is before


def a_hook_after_a_node(torch):
    x = torch.tensor([2.0], requires_grad=True)
    w = torch.tensor([3.0], requires_grad=True)
    y = x * w
    seen = []
    y.grad_fn.register_hook(lambda into, out: seen.append([[g.item() for g in into], [g.item() for g in out]]))
    (y * 5).backward()
    yield seen


def a_hook_after_a_node_sees_sums_of_broadcast_gradients(torch):
    x = torch.tensor([2.0], requires_grad=True)
    w = torch.ones(3, requires_grad=True)
    seen = []
    y = x * w
    y.grad_fn.register_hook(lambda into, out: seen.append([g.tolist() for g in (*into, *out)]))
    y.sum().backward()
    yield seen


def a_hook_after_a_node_sees_none_for_constants(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * torch.tensor([3.0])
    seen = []
    y.grad_fn.register_hook(lambda into, out: seen.append([None if g is None else g.item() for g in into]))
    y.backward()
    yield seen


def a_hook_after_a_node_replaces(torch):
    x = torch.tensor([2.0], requires_grad=True)
    w = torch.tensor([3.0], requires_grad=True)
    y = x * w
    handle = y.grad_fn.register_hook(lambda into, out: (into[0] * 10, None))
    y.backward(retain_graph=True)
    yield x.grad, w.grad
    handle.remove()
    y.backward()
    yield x.grad, w.grad


def a_hook_before_a_node(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * 3
    seen = []
    y.grad_fn.register_prehook(lambda out: seen.append([g.item() for g in out]))
    y.grad_fn.register_prehook(lambda out: (out[0] * 10,))
    y.grad_fn.register_prehook(lambda out: seen.append([g.item() for g in out]))
    y.backward()
    yield seen, x.grad


def all_kinds_of_hooks_in_order(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * 3
    seen = []
    y.grad_fn.register_hook(lambda into, out: seen.append(("after", into[0].item(), out[0].item())))
    y.grad_fn.register_prehook(lambda out: seen.append(("before", out[0].item())))
    y.retain_grad()
    y.register_hook(lambda g: seen.append(("tensor", g.item())))
    y.register_hook(lambda g: g * 10)
    y.grad_fn.register_prehook(lambda out: (out[0] + 1,))
    y.backward()
    yield seen, y.grad, x.grad


def hooks_on_the_end_of_a_leaf(torch):
    x = torch.tensor([2.0], requires_grad=True)
    end = (x * 1).grad_fn.next_functions[0][0]
    seen = []
    end.register_hook(lambda into, out: seen.append(("after", len(into), out[0].item(), x.grad.item())))
    end.register_prehook(lambda out: seen.append(("before", out[0].item(), x.grad is None)))
    x.register_post_accumulate_grad_hook(lambda leaf: seen.append(("accumulated", leaf.grad.item())))
    x.register_hook(lambda g: seen.append(("tensor", g.item())))
    (x * 5).backward()
    yield seen


def a_prehook_on_the_end_of_a_leaf_replaces(torch):
    x = torch.tensor([2.0], requires_grad=True)
    end = (x * 1).grad_fn.next_functions[0][0]
    end.register_prehook(lambda out: (out[0] * 10,))
    (x * 5).backward()
    yield x.grad


def hooks_on_a_node_of_several_outputs(torch):
    x = torch.tensor([[2.0, 3.0]], requires_grad=True)
    a, b = x.unbind(1)
    seen = []
    a.grad_fn.register_prehook(lambda out: seen.append([None if g is None else g.tolist() for g in out]))
    a.grad_fn.register_hook(lambda into, out: seen.append([into[0].tolist(), len(out)]))
    (a * b).backward()
    yield seen, x.grad


def hooks_on_a_node_under_grad(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * 3
    seen = []
    y.grad_fn.register_prehook(lambda out: seen.append("before y"))
    y.grad_fn.register_hook(lambda into, out: seen.append("after y"))
    z = y * y
    torch.autograd.grad(z, y, retain_graph=True)
    yield list(seen)
    torch.autograd.grad(z, x, retain_graph=True)
    yield list(seen)
    torch.autograd.grad(z, [x, y])
    yield list(seen)


def the_graph_outlives_the_tensor(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = (x * 3) * x
    node = y.grad_fn.next_functions[0][0]
    yield node.name()
    y.backward()
    yield node.name(), [n.name() for n, _ in node.next_functions if n is not None]
