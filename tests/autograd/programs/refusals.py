"""What backward refuses, by the class of its error."""

from tests.autograd.programs import error


def a_tensor_without_graph(torch):
    yield error(torch.ones(1).backward)
    yield error(torch.tensor(2.0).backward)
    yield error((torch.ones(1) * 2).backward)
    yield error(torch.autograd.grad, torch.ones(1), torch.ones(1, requires_grad=True))


def a_tensor_cut_from_its_graph(torch):
    x = torch.ones(1, requires_grad=True)
    yield error((x * 2).detach().backward)
    with torch.no_grad():
        y = x * 2
    yield error(y.backward)
    yield error((x > 0).backward)
    yield error(x.argmax().backward)


def several_elements_without_gradient(torch):
    x = torch.ones(2, requires_grad=True)
    yield error((x * 2).backward)
    yield error(x.backward)
    yield error(torch.autograd.grad, x * 2, x)
    yield error(torch.autograd.backward, [x.sum(), x * 2])
    yield error(torch.autograd.backward, [x * 2], [None])


def no_elements_without_gradient(torch):
    x = torch.ones(0, requires_grad=True)
    yield error((x * 2).backward)
    (x * 2).backward(torch.ones(0))
    yield x.grad


def a_complex_result_without_gradient(torch):
    z = torch.tensor(1 + 2j, requires_grad=True)
    yield error((z * z).backward)
    yield error(torch.autograd.grad, z * z, z)


def a_gradient_of_another_shape(torch):
    x = torch.ones(2, requires_grad=True)
    yield error((x * 2).backward, torch.ones(3))
    yield error((x * 2).backward, torch.ones(1))
    yield error((x * 2).backward, torch.tensor(1.0))
    yield error((x * 2).sum().backward, torch.ones(1))
    yield error(torch.autograd.grad, x * 2, x, torch.ones(2, 1))


def a_gradient_of_another_kind_of_number(torch):
    x = torch.ones(2, requires_grad=True)
    z = torch.ones(2, dtype=torch.complex64, requires_grad=True)
    yield error((x * 2).backward, torch.ones(2, dtype=torch.complex64))
    yield error((z * 2).backward, torch.ones(2))
    (x * 2).backward(torch.ones(2, dtype=torch.int64))
    yield x.grad
    (x * 2).backward(torch.tensor([True, False]))
    yield x.grad


def a_gradient_that_is_no_tensor(torch):
    x = torch.ones(2, requires_grad=True)
    yield error((x * 2).backward, 1.0)
    yield error((x * 2).backward, [1.0, 1.0])
    yield error((x * 2).sum().backward, 1.0)
    yield error(torch.autograd.grad, x.sum(), x, 1.0)
    yield error(torch.autograd.grad, x.sum(), x, [1.0])


def as_many_gradients_as_tensors(torch):
    x = torch.ones(2, requires_grad=True)
    yield error(torch.autograd.backward, [x.sum(), x.sum()], [torch.tensor(1.0)])


def an_output_without_graph_among_others(torch):
    x = torch.ones(1, requires_grad=True)
    yield error(torch.autograd.backward, [x * 2, torch.ones(1)])
    yield error(torch.autograd.grad, [x * 2, torch.ones(1)], x)
    yield x.grad


def an_input_that_needs_no_gradient(torch):
    x = torch.ones(1, requires_grad=True)
    yield error((x * 2).backward, inputs=[torch.ones(1)])
    yield error((x * 2).backward, inputs=[])
    yield error((x * 2).backward, inputs=[1.0])
    yield x.grad


def grad_variables_is_the_old_name(torch):
    x = torch.ones(2, requires_grad=True)
    torch.autograd.backward([x * 2], grad_variables=[torch.ones(2)])
    yield x.grad
    yield error(torch.autograd.backward, [x * 2], [torch.ones(2)], grad_variables=[torch.ones(2)])


def only_inputs_is_ignored(torch):
    x = torch.ones(1, requires_grad=True)
    w = torch.ones(1, requires_grad=True)
    yield torch.autograd.grad(x * w, x, only_inputs=False)
    yield w.grad
