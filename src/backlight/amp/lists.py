"""Which functions an autocast region changes on the CPU, by torch's own three lists; the names stand by module.

A function that is put together from others (`torch.cov`, `F.multi_head_attention_forward`) needs no entry where it
calls them by these names.
"""

from __future__ import annotations

# In 16 bits: where the time goes, and where sums are long enough that their errors even out.
LOWER = {
    "backlight": "matmul mm bmm addmm addbmm baddbmm prelu tensordot chain_matmul conv1d conv2d conv3d "
    "conv_transpose1d conv_transpose2d conv_transpose3d conv_tbc",
    "backlight.torch.linalg": "matmul vecdot multi_dot matrix_power",
    "backlight.torch.nn.functional": "linear conv1d conv2d conv3d conv_transpose1d conv_transpose2d "
    "conv_transpose3d conv_tbc prelu scaled_dot_product_attention",
}

# In float32: losses, products of many numbers, and algorithms that 16 bits would make useless.
FULL = {
    "backlight": "prod quantile nanquantile stft cdist trace view_as_complex polar cholesky cholesky_inverse "
    "cholesky_solve inverse lu lu_solve orgqr ormqr pinverse geqrf qr svd triangular_solve pdist ctc_loss kl_div "
    "poisson_nll_loss cosine_embedding_loss hinge_embedding_loss margin_ranking_loss triplet_margin_loss "
    "binary_cross_entropy_with_logits grid_sampler grid_sampler_2d grid_sampler_3d max_pool3d",
    "backlight.torch.nn.functional": "avg_pool3d max_pool3d adaptive_avg_pool3d adaptive_max_pool3d "
    "fractional_max_pool2d fractional_max_pool3d max_unpool1d max_unpool2d max_unpool3d grid_sample "
    "binary_cross_entropy binary_cross_entropy_with_logits cross_entropy nll_loss mse_loss l1_loss smooth_l1_loss "
    "huber_loss kl_div poisson_nll_loss cosine_embedding_loss hinge_embedding_loss margin_ranking_loss "
    "triplet_margin_loss triplet_margin_with_distance_loss soft_margin_loss multi_margin_loss "
    "multilabel_margin_loss ctc_loss pdist",
    "backlight.torch.linalg": "cholesky cholesky_ex cond eig eigvals eigh eigvalsh householder_product inv inv_ex "
    "lstsq matrix_rank qr solve svd svdvals tensorinv tensorsolve",
    "backlight.torch.fft": "fft fft2 fftn ifft ifft2 ifftn rfft rfft2 rfftn irfft irfft2 irfftn hfft ihfft",
}

# In the wider of what they are given, as they would refuse to mix.
WIDEST = {"backlight": "cat concat concatenate stack hstack vstack dstack column_stack index_copy"}

# As they are, though they are put together from functions of the lists here.
UNCHANGED = {
    "backlight": "mv dot vdot addmv addr outer kron",
    "backlight.torch.nn.functional": "bilinear",
}

# `F.pad` is in float32 where it repeats values of its input.
FULL_PAD = ("reflect", "replicate")
