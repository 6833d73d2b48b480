"""What the doctor says, in English and Chinese: one table, by the kind of a notice."""

from __future__ import annotations

from typing import NamedTuple


class Words(NamedTuple):
    """How bad it is, what happened and what to do; the braces are the facts of a notice.

    `code` is the fix as lines of a program, where a sentence is not plain enough.
    """

    severity: str
    text: str
    fix: str
    text_zh: str
    fix_zh: str
    code: str = ""


WORDS: dict[str, Words] = {
    "zero_grad_missing": Words(
        "error",
        "{name}.grad still held the gradient of earlier steps (norm {held}) "
        "when this backward added its own, and the parameter was then moved along the sum: the steps go astray.",
        "Call optimizer.zero_grad() before each backward() (without an optimizer: w.grad = None after each update).",
        "这次 backward 累加梯度时，{name}.grad 里还留着之前步骤的梯度（范数 {held}），随后参数按两者之和更新："
        "每一步的方向都不对。",
        "每次 backward() 之前调用 optimizer.zero_grad()（不用优化器时：每次更新后 w.grad = None）。",
        "optimizer.zero_grad()\nloss.backward()\noptimizer.step()",
    ),
    "graph_grows": Words(
        "error",
        "{name} carries its graph from step to step: by now {steps} steps hang together, none of them can be freed, "
        "and each step takes more memory and time.",
        "Keep the number, not the graph: add loss.item() in place of the loss, or .detach() what goes on to the next "
        "step.",
        "{name} 把计算图从一步带到下一步：现在已有 {steps} 步连在一起，都无法释放，内存和时间逐步增加。",
        "只保留数值：累加 loss.item() 而不是 loss；或者对下一步要用的张量调用 .detach()。",
        "{name} += loss.item()",
    ),
    "graph_kept": Words(
        "warning",
        "{name} holds {count} tensors, each with the graph of the step that made it: none of these graphs can be "
        "freed, "
        "and the memory in use grows from step to step.",
        "Keep the number, not the graph: append loss.item() in place of the loss, or .detach() what is kept as a "
        "tensor.",
        "{name} 里有 {count} 个张量，每个都带着产生它的那一步的计算图：这些图都无法释放，内存占用逐步增加。",
        "只保留数值：append(loss.item()) 而不是 append(loss)；要保留张量时先 .detach()。",
        "{name}.append(loss.item())",
    ),
    "softmax_before_cross_entropy": Words(
        "error",
        "softmax{module} is applied before a loss ({loss}) that applies log-softmax itself: its inputs lie between 0 "
        "and 1, so the loss can never come near 0 and the gradients are small.",
        "Give the raw scores to cross_entropy: remove the softmax (take it where you need probabilities).",
        "{loss} 处的损失函数自带 log-softmax，而它的输入已经做过 softmax{module}：输入都在 0 和 1 之间，"
        "损失无法接近 0，梯度也很小。",
        "把原始得分直接交给 cross_entropy：去掉 softmax（只在需要概率时使用）。",
        "loss = F.cross_entropy(scores, target)",
    ),
    "log_softmax_twice": Words(
        "warning",
        "log_softmax{module} is applied to what cross_entropy ({loss}) takes the log-softmax of again.",
        "Use nll_loss with log_softmax, or cross_entropy with the raw scores.",
        "log_softmax{module} 的结果在 {loss} 又被 cross_entropy 做了一次 log-softmax。",
        "log_softmax 配 nll_loss；或者把原始得分直接交给 cross_entropy。",
        "loss = F.cross_entropy(scores, target)",
    ),
    "squashed_before_cross_entropy": Words(
        "warning",
        "{op}{module} is applied to the scores that cross_entropy ({loss}) gets: they lie within a narrow range, so "
        "the "
        "loss can never come near 0 and the gradients are small.",
        "Give the raw scores to cross_entropy: remove the {op}.",
        "交给 cross_entropy（{loss}）的得分先经过了 {op}{module}：取值范围很窄，损失无法接近 0，梯度也很小。",
        "把原始得分直接交给 cross_entropy：去掉 {op}。",
    ),
    "relu_before_cross_entropy": Words(
        "warning",
        "relu{module} is applied to the scores that cross_entropy ({loss}) gets: no score can fall below 0, and one "
        "that "
        "is cut off gets no gradient.",
        "Give the raw scores to cross_entropy: no activation after the last layer.",
        "交给 cross_entropy（{loss}）的得分先经过了 relu{module}：得分不会低于 0，被截断的得分没有梯度。",
        "把原始得分直接交给 cross_entropy：最后一层之后不要激活函数。",
    ),
    "softmax_before_nll_loss": Words(
        "error",
        "nll_loss ({loss}) expects logarithms of probabilities and gets probabilities, from softmax{module}: "
        "the loss "
        "is negative and its gradient is wrong.",
        "Use log_softmax in place of softmax, or cross_entropy with the raw scores.",
        "nll_loss（{loss}）需要对数概率，却得到 softmax{module} 的概率：损失为负，梯度不正确。",
        "用 log_softmax 代替 softmax，或者把原始得分交给 cross_entropy。",
        "loss = F.nll_loss(F.log_softmax(scores, dim=1), target)",
    ),
    "sigmoid_before_logits_loss": Words(
        "error",
        "{op}{module} is applied before binary_cross_entropy_with_logits ({loss}), which applies the sigmoid itself: "
        "no prediction can fall below 0.5.",
        "Give it the raw scores, or use binary_cross_entropy (BCELoss) after the sigmoid.",
        "binary_cross_entropy_with_logits（{loss}）自带 sigmoid，而输入已经做过 {op}{module}：预测永远不会低于 0.5。",
        "传入原始得分；或者在 sigmoid 之后使用 binary_cross_entropy（BCELoss）。",
        "loss = F.binary_cross_entropy_with_logits(scores, target)",
    ),
    "broadcast_in_loss": Words(
        "error",
        "The prediction has shape {prediction} and the target {target}: broadcasting compares each of {n} "
        "predictions "
        "with every one of {n} targets, {n} × {n} numbers in all: the model learns the mean of the targets.",
        "Give both one shape: prediction.squeeze(1), or target.unsqueeze(1).",
        "预测的形状是 {prediction}，目标的形状是 {target}：广播使 {n} 个预测分别与全部 {n} 个目标比较，共 {n} "
        "× {n} 个数：模型学到的只是目标的平均值。",
        "让两者形状一致：prediction.squeeze(1) 或 target.unsqueeze(1)。",
        "loss = F.mse_loss(prediction.squeeze(1), target)",
    ),
    "train_mode_in_evaluation": Words(
        "warning",
        "{layer} ({module}) is in training mode here, under no_grad: the figures of this evaluation are random or "
        "depend on the batch, and batch-norm goes on learning from them.",
        "Call model.eval() before the evaluation, and model.train() after it.",
        "在 no_grad 下，{layer}（{module}）仍处于训练模式：评估结果带有随机性或依赖批次，batch-norm "
        "还会继续更新统计量。",
        "评估之前调用 model.eval()，之后调用 model.train()。",
        "model.eval()\nwith torch.no_grad():\n    prediction = model(x)",
    ),
    "eval_mode_in_training": Words(
        "warning",
        "{layer} ({module}) was in training mode in earlier steps and is in evaluation mode in this one.",
        "Call model.train() again after the evaluation: at the beginning of every epoch.",
        "{layer}（{module}）在之前的步骤处于训练模式，而在这一步处于评估模式。",
        "评估之后重新调用 model.train()，例如放在每个 epoch 的开头。",
        "for epoch in range(epochs):\n    model.train()",
    ),
    "dropout_in_evaluation": Words(
        "warning",
        "This dropout is not switched off in evaluation: without training=… it always drops, model.eval() does not "
        "reach "
        "it, and each prediction is random.",
        "F.dropout(x, p, training=self.training), or a layer made in __init__: self.drop = nn.Dropout(p).",
        "评估时这个 dropout 没有关闭：不写 training=… 时它总是丢弃，model.eval() 对它无效，每次预测都带有随机性。",
        "F.dropout(x, p, training=self.training)；或在 __init__ 中创建层 self.drop = nn.Dropout(p)。",
    ),
    "dropout_made_in_forward": Words(
        "warning",
        "This nn.Dropout is made anew at each call and belongs to no model: it is always in training mode, "
        "model.eval() "
        "does not reach it, and each prediction is random.",
        "Make the layer once, in __init__, and call it in forward.",
        "这个 nn.Dropout 每次调用都重新创建，不属于模型：它总处于训练模式，model.eval() 对它无效，"
        "每次预测都带有随机性。",
        "在 __init__ 中只创建一次，在 forward 中调用。",
        "self.drop = nn.Dropout(p)  # in __init__\nx = self.drop(x)  # in forward",
    ),
    "plain_list": Words(
        "error",
        "{owner}.{attribute} is a plain {container}: model.parameters() does not look into it, so the optimizer never "
        "gets its {count} {what}, and {numbers} numbers are not trained.",
        "self.{attribute} = nn.{better}(…), before the optimizer is made.",
        "{owner}.{attribute} 是普通的 {container}：model.parameters() 不会查看其内部，优化器得不到其中的 {count} "
        "个{what_zh}，共 {numbers} 个数值不会被训练。",
        "写成 self.{attribute} = nn.{better}(…)，并放在创建优化器之前。",
    ),
    "not_a_parameter": Words(
        "error",
        "{owner}.{attribute} is a bare tensor with requires_grad=True: model.parameters() lists only nn.Parameter, so "
        "the optimizer never gets it, and its {numbers} numbers are not trained.",
        "self.{attribute} = nn.Parameter(…), before the optimizer is made.",
        "{owner}.{attribute} 是 requires_grad=True 的普通张量：model.parameters() 只列出 nn.Parameter，"
        "优化器得不到它，其中 {numbers} 个数值不会被训练。",
        "写成 self.{attribute} = nn.Parameter(…)，并放在创建优化器之前。",
    ),
    "not_in_optimizer": Words(
        "warning",
        "{names}: a gradient came in {steps} steps, but no optimizer has it: it keeps its first value and learns "
        "nothing.",
        "Make the optimizer after all layers are made and give it all parameters, or freeze what is to stay: "
        "requires_grad_(False).",
        "{names}：有 {steps} 步得到了梯度，但不在任何优化器中：一直是初始值，学不到东西。",
        "所有层创建之后再创建优化器，并把全部参数交给它；不训练的参数用 requires_grad_(False) 冻结。",
        "optimizer = torch.optim.{optimizer}(model.parameters(), lr=…)  # after all layers are made",
    ),
    "parameter_unused": Words(
        "warning",
        "{names}: in the optimizer, but in {steps} steps never part of the computation, so it never gets a gradient.",
        "Use the layer in forward(), or remove it.",
        "{names}：在优化器中，但 {steps} 步里从未参与计算，因此没有梯度。",
        "在 forward() 中使用这个层，或者删除它。",
    ),
    "gradient_cut": Words(
        "warning",
        "{names}: its layer runs, but in {steps} steps no gradient came back to it: the way from the loss is cut.",
        "Look between the layer and the loss for .detach(), .data, .item(), .numpy(), no_grad or an unused result.",
        "{names}：所在的层运行了，但 {steps} 步里都没有梯度传回：从损失到它的路径被切断了。",
        "检查这个层与损失之间是否有 .detach()、.data、.item()、.numpy()、no_grad，或者结果没有被使用。",
    ),
    "loss_without_graph": Words(
        "error",
        "backward() cannot get from {name} to the parameters: {reason}.",
        "Compute the loss from the model's own result: no .detach(), .data, .item(), torch.tensor(…) or no_grad on the "
        "way, and nothing made of whole numbers such as argmax or ==; requires_grad = True on the loss only hides it.",
        "backward() 无法从 {name} 到达参数：{reason_zh}。",
        "用模型自己的输出计算损失：途中不要 .detach()、.data、.item()、torch.tensor(…)、no_grad，也不要用 argmax、== "
        "这类整数结果；对损失设置 requires_grad = True 只是掩盖问题。",
    ),
    "backward_missing": Words(
        "error",
        "{optimizer}.step() was called {steps} times and backward() never: there is no gradient, so nothing moved.",
        "Call loss.backward() before optimizer.step().",
        "{optimizer}.step() 调用了 {steps} 次，却从未调用 backward()：没有梯度，参数没有变化。",
        "在 optimizer.step() 之前调用 loss.backward()。",
        "optimizer.zero_grad()\nloss.backward()\noptimizer.step()",
    ),
    "step_without_gradient": Words(
        "error",
        "{optimizer}.step() was called {steps} times, and each time none of its parameters had a gradient.",
        "Call it after backward() and before zero_grad(); look whether its parameters are those of the model "
        "that runs.",
        "{optimizer}.step() 调用了 {steps} 次，但每次它的参数都没有梯度。",
        "应在 backward() 之后、zero_grad() 之前调用；并检查这些参数是否属于正在运行的模型。",
        "optimizer.zero_grad()\nloss.backward()\noptimizer.step()",
    ),
    "step_missing": Words(
        "error",
        "backward() ran {steps} times, and the {optimizer} that holds the parameters never took a step: nothing moved.",
        "Call optimizer.step() after loss.backward().",
        "backward() 运行了 {steps} 次，但持有参数的 {optimizer} 从未执行 step()：参数没有变化。",
        "在 loss.backward() 之后调用 optimizer.step()。",
        "optimizer.zero_grad()\nloss.backward()\noptimizer.step()",
    ),
    "method_printed": Words(
        "warning",
        "{call} is a method that is not called: what is shown or kept is the method itself, no number.",
        "{call}()",
        "{call} 是没有被调用的方法：显示或保存的是方法本身，而不是数值。",
        "{call}()",
    ),
    "method_not_called": Words(
        "error",
        "{call} is a method that is not called: the line does nothing.",
        "{call}()",
        "{call} 是没有被调用的方法：这一行什么也不做。",
        "{call}()",
    ),
    "dead_relu": Words(
        "error",
        "This relu{module} gave 0 at all its {units} units, for every example of {steps} steps: no gradient gets "
        "through it.",
        "Use a smaller learning rate, another start of the weights, or leaky_relu.",
        "这个 relu{module} 的 {units} 个单元在 {steps} 步的所有样本上都输出 0：梯度无法通过。",
        "减小学习率、换一种权重初始化，或者使用 leaky_relu。",
    ),
    "dead_relu_units": Words(
        "warning",
        "{dead} of {units} units of this relu{module} gave 0 for every example of the last {steps} steps.",
        "Use a smaller learning rate, another start of the weights, or leaky_relu.",
        "这个 relu{module} 的 {units} 个单元中有 {dead} 个在最近 {steps} 步的所有样本上都输出 0。",
        "减小学习率、换一种权重初始化，或者使用 leaky_relu。",
    ),
    "gradient_vanishes": Words(
        "warning",
        "The gradient vanishes on its way through {layers} layers: at {name} a typical entry is {first}, at the "
        "strongest layer {most}.",
        "Use relu or gelu for sigmoid or tanh, batch- or layer-norm, skip connections, or another start of the "
        "weights.",
        "梯度在经过 {layers} 个层时消失：{name} 处的典型值是 {first}，最强的层是 {most}。",
        "用 relu 或 gelu 代替 sigmoid 或 tanh，使用 batch-norm 或 layer-norm、跳跃连接，或换一种权重初始化。",
    ),
    "gradient_explodes": Words(
        "warning",
        "The gradient explodes on its way through {layers} layers: at {name} it has grown {growth}-fold.",
        "Start with smaller weights, normalise (batch- or layer-norm), or clip the gradient before the step.",
        "梯度在经过 {layers} 个层时爆炸：到 {name} 处增大到 {growth} 倍。",
        "使用更小的初始权重、归一化（batch-norm 或 layer-norm），或在 step() 之前裁剪梯度。",
        "loss.backward()\ntorch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)\noptimizer.step()",
    ),
    "gradient_vanishes_in_time": Words(
        "hint",
        "Only the last state of this {layer} is used, and of its gradient {factor} is left after {steps} time steps: "
        "what was read first has no influence on what is learned.",
        "Use shorter sequences, all outputs in place of the last (their mean), attention, or nn.LSTM with a forget "
        "bias "
        "of 1 or more.",
        "只用到了这个 {layer} 的最后状态，它的梯度经过 {steps} 个时间步只剩 {factor} 倍："
        "最先读入的内容对学习没有影响。",
        "缩短序列、使用全部输出（例如取平均）而不只是最后一个、使用注意力，或使用遗忘门偏置不小于 1 的 nn.LSTM。",
    ),
    "gradient_explodes_in_time": Words(
        "warning",
        "The gradient explodes in this {layer}: on its way back through {steps} time steps it grows {factor}-fold.",
        "Clip it before the step; or use nn.LSTM or nn.GRU, and smaller recurrent weights.",
        "梯度在这个 {layer} 中爆炸：往回经过 {steps} 个时间步时增大到 {factor} 倍。",
        "在 step() 之前裁剪梯度；或使用 nn.LSTM、nn.GRU 和更小的循环权重。",
        "loss.backward()\ntorch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)\noptimizer.step()",
    ),
    "nonfinite": Words(
        "error",
        "The first number that is not finite: {op} makes {bad} ({count} of {size} numbers) of inputs in the range "
        "{range}.",
        "Keep the input where {op} is finite (clamp, + eps), or use a stable form (log_softmax, logsumexp, "
        "…_with_logits).",
        "第一个非有限数出现在这里：{op} 对范围为 {range} 的输入得到 {bad}（{size} 个数中的 {count} 个）。",
        "让输入保持在 {op} 有限的范围内（clamp、+ eps），或使用稳定的形式（log_softmax、logsumexp、…_with_logits）。",
    ),
    "nonfinite_input": Words(
        "error",
        "The data that goes into {op} is not finite: NaN among its inputs.",
        "Look at the data before the training: torch.isfinite(x).all().",
        "输入 {op} 的数据中含有 NaN。",
        "训练前检查数据：torch.isfinite(x).all()。",
        "assert torch.isfinite(x).all()",
    ),
    "nonfinite_parameter": Words(
        "error",
        "{name} is not finite when this step begins: an update before it overflowed.",
        "Use a smaller learning rate, or clip the gradients.",
        "这一步开始时 {name} 已经不是有限数：之前的更新溢出了。",
        "减小学习率，或裁剪梯度。",
    ),
    "masked_nan": Words(
        "error",
        "The loss is finite and the gradient is not: {op} makes {bad} ({count} of {size} numbers), {hider} at {mask} "
        "hides it in forward, and in backward it comes back as 0 × ∞ = NaN.",
        "Make the input of {op} safe, not its result: choose before {op} and after it.",
        "损失有限而梯度不是：{op} 得到 {bad}（{size} 个数中的 {count} 个），{mask} 处的 {hider} "
        "在前向中把它遮住，反向时变成 0 × ∞ = NaN。",
        "让 {op} 的输入安全，而不是只处理它的结果：在 {op} 之前和之后都做选择。",
        "safe = torch.where(x > 0, x, 1)\ny = torch.where(x > 0, torch.{op}(safe), 0)",
    ),
    "nonfinite_gradient": Words(
        "error",
        "The loss is finite, and the gradient of {op} is not: its slope is infinite or too large at inputs in "
        "the range "
        "{range}.",
        "Keep away from that point: {op}(x + eps), or clamp the input.",
        "损失有限，但 {op} 的梯度不是：在范围为 {range} 的输入处斜率无穷大或过大。",
        "避开该点：{op}(x + eps)，或对输入使用 clamp。",
    ),
    "learning_rate_zero": Words(
        "error",
        "The learning rate of {optimizer} was 0 in all {steps} steps: nothing moved.",
        "Give it a rate such as lr=0.01, and look at the scheduler.",
        "{optimizer} 的学习率在全部 {steps} 步中都是 0：参数没有变化。",
        "设置学习率，例如 lr=0.01，并检查调度器。",
    ),
    "loss_diverges": Words(
        "warning",
        "{name} runs away: {first} at first, {last} after {steps} steps. The learning rate is too large.",
        "Divide the learning rate by 10 until the loss falls.",
        "{name} 发散：开始时 {first}，{steps} 步之后 {last}。学习率太大。",
        "把学习率除以 10，直到损失下降。",
    ),
    "loss_diverges_unscaled": Words(
        "warning",
        "{name} runs away: {first} at first, {last} after {steps} steps. The data reaches {greatest}, which "
        "asks for a "
        "very small learning rate.",
        "Scale the data, or divide the learning rate by 10 until the loss falls.",
        "{name} 发散：开始时 {first}，{steps} 步之后 {last}。数据达到 {greatest}，需要非常小的学习率。",
        "把数据标准化；或者把学习率除以 10，直到损失下降。",
        "x = (x - x.mean(0)) / x.std(0)",
    ),
    "backward_twice": Words(
        "error",
        "backward() went a second time through the graph of {name}, made at {made}; the first time was at {first}.",
        "Compute {name} anew for each backward(), or add up the losses and call it once.",
        "对 {name}（在 {made} 计算）的图第二次调用了 backward()；第一次在 {first}。",
        "每次 backward() 之前重新计算 {name}，或者把损失相加后只调用一次。",
    ),
    "backward_into_old_graph": Words(
        "error",
        "The tensor {name}, made at {made}, leads into the graph that the backward at {first} has freed.",
        "Detach it where the next step takes it over: {variable} = {variable}.detach().",
        "{name}（在 {made} 计算）通向已被 {first} 的 backward 释放的图。",
        "在下一步接着使用它之前切断：{variable} = {variable}.detach()。",
    ),
    "modified_in_place": Words(
        "error",
        "{op}, computed at {made}, kept a value for backward, and {what} has overwritten it since.",
        "Use the out-of-place form (x = x + 1), or .clone() first.",
        "{op} 在 {made} 计算并为反向保存了一个值，之后被 {what_zh} 原地改写。",
        "使用非原地形式（x = x + 1），或先 .clone()。",
    ),
}
