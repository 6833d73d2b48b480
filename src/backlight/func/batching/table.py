"""The table: which rule computes which card for many examples.

Cards of the kind "elementwise" that are not named here are `aligned`; of all others each has its entry, and "looped"
says that there is no rule yet but the loop over the examples.
"""

from __future__ import annotations

from collections.abc import Callable

from backlight.func.batching import drawing, images, picking, products, reducing, shaping
from backlight.func.batching.plain import aligned, expanded, looped

_BY_RULE: list[tuple[Callable, str]] = [
    (aligned, "real imag redraw"),
    (expanded, "copy fill masked_fill masked_put"),
    (reducing.reduced, "all amax amin aminmax any argmax argmin count_nonzero logsumexp mean nansum prod std sum var"),
    (reducing.reduced, "std_mean var_mean vector_norm"),
    (reducing.whole("amax"), "max"),
    (reducing.whole("amin"), "min"),
    (
        reducing.along,
        "argsort carry cummax cummin cumprod cumsum glu kthvalue log_softmax logcumsumexp max_along median_along "
        "min_along mode pick_along place_along shift softmax sort topk",
    ),
    (
        reducing.loss,
        "binary_cross_entropy binary_cross_entropy_with_logits huber_loss mse_loss smooth_l1_loss soft_margin_loss",
    ),
    (reducing.likelihood, "nll_loss"),
    (reducing.likelihood_spread, "nll_spread"),
    (reducing.spread, "spread"),
    (reducing.sum_to, "sum_to"),
    (shaping.axes("axes"), "fft_c2c fft_c2r fft_r2c rot90"),
    (shaping.axes("axis"), "expand_dims flip split unfold unstack"),
    (shaping.broadcast_to, "broadcast_to"),
    (shaping.concatenate, "concatenate stack"),
    (shaping.diagonal, "diagonal"),
    (shaping.getitem, "getitem"),
    (shaping.matrix_transpose, "matrix_transpose"),
    (shaping.place, "place"),
    (shaping.place_diagonal, "place_diagonal"),
    (shaping.reshape, "reshape"),
    (shaping.roll, "roll"),
    (shaping.squeeze, "squeeze"),
    (shaping.swapaxes, "swapaxes"),
    (shaping.tile, "tile"),
    (shaping.trace, "trace"),
    (shaping.transpose, "transpose"),
    (products.product, "bmm dot matmul matmul_of_batches mv vm"),
    (products.linear, "linear"),
    (products.addmm, "addmm"),
    (products.cross, "cross"),
    (products.einsum, "einsum"),
    (picking.axis_and_shape, "gather gather_sum scatter scatter_add scatter_reduce scatter_value"),
    (picking.index_unlike(1), "index_fill"),
    (picking.index_unlike(2), "index_add index_copy"),
    (picking.index, "index"),
    (picking.index_sum, "index_sum"),
    (picking.index_put, "index_put"),
    (picking.take, "take"),
    (picking.take_sum, "take_sum"),
    (picking.embedding, "embedding embedding_spread"),
    (picking.embedding_sum, "embedding_sum"),
    (
        images.leading(),
        "cholesky_ex cholesky_inverse det eig eigh eigvals eigvalsh fold_own geqrf inv_ex ldl_factor_ex lu "
        "lu_factor_ex lu_split matrix_exp pad pad_own pinv pixel_shuffle pixel_unshuffle plane_pick plane_sum "
        "plane_write resize resize_bytes slogdet svd svdvals view_as_complex view_as_real window_mean window_pick "
        "window_place window_share",
    ),
    (images.leading(2, 1), "householder_product"),
    (images.leading(2, 1, 2), "ldl_solve lu_solve ormqr"),
    (images.leading(2, 2), "cholesky_solve solve_triangular"),
    (images.leading(1), "permutation"),
    (images.qr, "qr"),
    (images.solved, "solve_ex"),
    (images.attention, "attention"),
    (images.window_max, "window_max"),
    (images.fractional_max, "fractional_max"),
    (images.folded, "channel_shuffle"),
    (images.convolution, "convolution convolution_input"),
    (images.convolution_weight, "convolution_weight"),
    (images.normalised, "normalise"),
    (images.normalised_by, "normalise_by"),
    (drawing.draw, "dirichlet draw standard_gamma"),
    (
        looped,
        "affine_grid as_strided bincount block_diag cdist col2im ctc_loss embedding_bag embedding_bag_max frames "
        "grid_elements grid_sample gru_layer histogram im2col index_select isin lstm_layer lstsq masked_place "
        "masked_scatter masked_select median multi_margin_loss multilabel_margin_loss nonzero overlap_add pdist "
        "sample_at sample_inner sample_sum searchsorted simple_layer strided_clear strided_scatter strided_sum "
        "unique unique_consecutive widened",
    ),
]
RULES: dict[str, Callable] = {name: rule for rule, names in _BY_RULE for name in names.split()}
