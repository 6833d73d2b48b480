"""What the doctor says, in English and Chinese: one table, by the kind of a notice."""

from __future__ import annotations

from typing import NamedTuple


class Words(NamedTuple):
    """How bad it is, what happened and what to do; the braces are the facts of a notice."""

    severity: str
    text: str
    fix: str
    text_zh: str
    fix_zh: str


WORDS: dict[str, Words] = {
    "zero_grad_missing": Words(
        "error",
        "{name}.grad still held the gradient of earlier steps (norm {held}) when this backward added its own, "
        "and the "
        "parameter was then moved along the sum.",
        "Call optimizer.zero_grad() before backward() (without an optimizer: w.grad = None after each update).",
        "这次 backward 累加梯度时，{name}.grad 里还留着之前步骤的梯度（范数 {held}），随后参数按两者之和更新。",
        "在 backward() 之前调用 optimizer.zero_grad()（不用优化器时：每次更新后 w.grad = None）。",
    ),
    "graph_grows": Words(
        "error",
        "{name} carries its graph from step to step: by now {steps} steps hang together, and none of them can "
        "be freed.",
        "Keep the number, not the graph: add loss.item() in place of the loss, or .detach() what goes on to the next "
        "step.",
        "{name} 把计算图从一步带到下一步：现在已有 {steps} 步连在一起，都无法释放。",
        "只保留数值：累加 loss.item() 而不是 loss；或者对下一步要用的张量调用 .detach()。",
    ),
    "softmax_before_cross_entropy": Words(
        "error",
        "softmax{module} is applied before a loss ({loss}) that applies log-softmax itself: its inputs lie between 0 "
        "and 1, so the loss can never come near 0 and the gradients are small.",
        "Give the raw scores to cross_entropy: remove the softmax (take it where you need probabilities).",
        "{loss} 处的损失函数自带 log-softmax，而它的输入已经做过 softmax{module}：输入都在 0 和 1 之间，"
        "损失无法接近 0，梯度也很小。",
        "把原始得分直接交给 cross_entropy：去掉 softmax（只在需要概率时使用）。",
    ),
    "log_softmax_twice": Words(
        "warning",
        "log_softmax{module} is applied to what cross_entropy ({loss}) takes the log-softmax of again.",
        "Use nll_loss with log_softmax, or cross_entropy with the raw scores.",
        "log_softmax{module} 的结果在 {loss} 又被 cross_entropy 做了一次 log-softmax。",
        "log_softmax 配 nll_loss；或者把原始得分直接交给 cross_entropy。",
    ),
    "softmax_before_nll_loss": Words(
        "error",
        "nll_loss ({loss}) expects logarithms of probabilities and gets probabilities, from softmax{module}: "
        "the loss "
        "is negative and its gradient is wrong.",
        "Use log_softmax in place of softmax, or cross_entropy with the raw scores.",
        "nll_loss（{loss}）需要对数概率，却得到 softmax{module} 的概率：损失为负，梯度不正确。",
        "用 log_softmax 代替 softmax，或者把原始得分交给 cross_entropy。",
    ),
    "sigmoid_before_logits_loss": Words(
        "error",
        "{op}{module} is applied before binary_cross_entropy_with_logits ({loss}), which applies the sigmoid itself: "
        "no prediction can fall below 0.5.",
        "Give it the raw scores, or use binary_cross_entropy (BCELoss) after the sigmoid.",
        "binary_cross_entropy_with_logits（{loss}）自带 sigmoid，而输入已经做过 {op}{module}：预测永远不会低于 0.5。",
        "传入原始得分；或者在 sigmoid 之后使用 binary_cross_entropy（BCELoss）。",
    ),
    "broadcast_in_loss": Words(
        "error",
        "The prediction has shape {prediction} and the target {target}: broadcasting compares each of {n} "
        "predictions "
        "with every one of {n} targets, {n} × {n} numbers in all.",
        "Give both one shape: prediction.squeeze(1), or target.unsqueeze(1).",
        "预测的形状是 {prediction}，目标的形状是 {target}：广播使 {n} 个预测分别与全部 {n} 个目标比较，共 {n} "
        "× {n} 个数。",
        "让两者形状一致：prediction.squeeze(1) 或 target.unsqueeze(1)。",
    ),
    "train_mode_in_evaluation": Words(
        "warning",
        "{layer} ({module}) is in training mode here, under no_grad: the figures of this evaluation are random or "
        "depend on the batch, and batch-norm goes on learning from them.",
        "Call model.eval() before the evaluation, and model.train() after it.",
        "在 no_grad 下，{layer}（{module}）仍处于训练模式：评估结果带有随机性或依赖批次，batch-norm "
        "还会继续更新统计量。",
        "评估之前调用 model.eval()，之后调用 model.train()。",
    ),
    "eval_mode_in_training": Words(
        "warning",
        "{layer} ({module}) was in training mode in earlier steps and is in evaluation mode in this one.",
        "Call model.train() again after the evaluation: at the beginning of every epoch.",
        "{layer}（{module}）在之前的步骤处于训练模式，而在这一步处于评估模式。",
        "评估之后重新调用 model.train()，例如放在每个 epoch 的开头。",
    ),
    "plain_list": Words(
        "error",
        "{owner}.{attribute} is a plain {container} of layers: parameters() does not see its {layers} layers, "
        "and their "
        "{numbers} numbers are not trained.",
        "self.{attribute} = nn.{better}(…), before the optimizer is made.",
        "{owner}.{attribute} 是普通的 {container}：parameters() 看不到其中 {layers} 个层，它们的 {numbers} "
        "个参数不会被训练。",
        "写成 self.{attribute} = nn.{better}(…)，并放在创建优化器之前。",
    ),
    "not_in_optimizer": Words(
        "warning",
        "{names}: a gradient came in {steps} steps, but no optimizer has it and nothing has moved it.",
        "Give it to the optimizer (model.parameters(), after all layers are made), or freeze it: "
        "requires_grad_(False).",
        "{names}：有 {steps} 步得到了梯度，但不在任何优化器中，数值也从未改变。",
        "把它交给优化器（所有层创建之后再取 model.parameters()），或者用 requires_grad_(False) 冻结。",
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
    "backward_missing": Words(
        "error",
        "{optimizer}.step() was called {steps} times and backward() never: there is no gradient, so nothing moved.",
        "Call loss.backward() before optimizer.step().",
        "{optimizer}.step() 调用了 {steps} 次，却从未调用 backward()：没有梯度，参数没有变化。",
        "在 optimizer.step() 之前调用 loss.backward()。",
    ),
    "step_without_gradient": Words(
        "error",
        "{optimizer}.step() was called {steps} times, and each time none of its parameters had a gradient.",
        "Call it after backward() and before zero_grad(); look whether its parameters are those of the model "
        "that runs.",
        "{optimizer}.step() 调用了 {steps} 次，但每次它的参数都没有梯度。",
        "应在 backward() 之后、zero_grad() 之前调用；并检查这些参数是否属于正在运行的模型。",
    ),
    "step_missing": Words(
        "error",
        "backward() ran {steps} times, and the {optimizer} that holds the parameters never took a step: nothing moved.",
        "Call optimizer.step() after loss.backward().",
        "backward() 运行了 {steps} 次，但持有参数的 {optimizer} 从未执行 step()：参数没有变化。",
        "在 loss.backward() 之后调用 optimizer.step()。",
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
        "Start with smaller weights, normalise, or clip: torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0).",
        "梯度在经过 {layers} 个层时爆炸：到 {name} 处增大到 {growth} 倍。",
        "使用更小的初始权重、归一化，或裁剪梯度：torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)。",
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
        "Make the input safe before {op}, not the result after it: log(where(x > 0, x, 1)).",
        "损失有限而梯度不是：{op} 得到 {bad}（{size} 个数中的 {count} 个），{mask} 处的 {hider} "
        "在前向中把它遮住，反向时变成 0 × ∞ = NaN。",
        "在 {op} 之前处理输入，而不是之后处理结果：log(where(x > 0, x, 1))。",
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
        "Scale the data, (x − mean) / std, or divide the learning rate by 10 until the loss falls.",
        "{name} 发散：开始时 {first}，{steps} 步之后 {last}。数据达到 {greatest}，需要非常小的学习率。",
        "把数据标准化：(x − mean) / std；或者把学习率除以 10，直到损失下降。",
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
        "{op} 在 {made} 计算并为反向保存了一个值，之后被 {what} 原地改写。",
        "使用非原地形式（x = x + 1），或先 .clone()。",
    ),
}
