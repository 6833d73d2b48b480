"""`SummaryWriter`: what a program says of its training, step by step."""

from __future__ import annotations

import os
import time
from typing import Any

from backlight.tensorboard import pictures, values
from backlight.tensorboard.records import EventFile, double, integer, message, text


class FileWriter:
    """One event file in a folder; summaries and events come as the bytes of their messages."""

    def __init__(self, log_dir: Any, max_queue: int = 10, flush_secs: float = 120, filename_suffix: str = "") -> None:
        self._given = str(log_dir), max_queue, flush_secs, filename_suffix
        self._file: EventFile | None = EventFile(*self._given)

    def get_logdir(self) -> str:
        """The folder."""
        return self._given[0]

    def add_event(self, event: bytes, step: Any = None, walltime: float | None = None) -> None:
        """Append an event, which is everything but its time and its step."""
        if self._file is not None:
            head = double(1, time.time() if walltime is None else walltime)
            self._file.write(head + (b"" if step is None else integer(2, int(step))) + event)

    def add_summary(self, summary: bytes, global_step: Any = None, walltime: float | None = None) -> None:
        """Append a summary."""
        self.add_event(message(5, summary), global_step, walltime)

    def add_graph(self, graph: bytes, walltime: float | None = None) -> None:
        """Append a graph."""
        self.add_event(message(4, graph), None, walltime)

    def flush(self) -> None:
        """Write what waits."""
        if self._file is not None:
            self._file.flush()

    def close(self) -> None:
        """Write what waits, and close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def reopen(self) -> None:
        """After `close()`: go on in a new file."""
        if self._file is None:
            self._file = EventFile(*self._given)


class SummaryWriter:
    """Writes event files that TensorBoard shows (`tensorboard --logdir runs`).

    Args:
        log_dir: the folder; left out, runs/<time>_<host><comment>.
        purge_step: TensorBoard forgets what earlier runs wrote into this folder from this step on.
        max_queue, flush_secs: how many events wait, and how long, before they are written.
        filename_suffix: ends the names of the files.

    Tensors may be on the graph; their numbers are written, as torch writes them. `global_step` is the place on the
    horizontal axis, `walltime` the time in seconds, by default now.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, SummaryWriter(folder) as writer:
    ...     for step in range(3):
    ...         writer.add_scalar("loss", backlight.tensor(0.5**step), step)
    """

    def __init__(
        self,
        log_dir: Any = None,
        comment: str = "",
        purge_step: int | None = None,
        max_queue: int = 10,
        flush_secs: float = 120,
        filename_suffix: str = "",
    ) -> None:
        if not log_dir:
            import socket

            log_dir = os.path.join("runs", f"{time.strftime('%b%d_%H-%M-%S')}_{socket.gethostname()}{comment}")
        self.log_dir, self.purge_step, self.max_queue = log_dir, purge_step, max_queue
        self.flush_secs, self.filename_suffix = flush_secs, filename_suffix
        self.file_writer: FileWriter | None = None
        self.all_writers: dict[str, FileWriter] | None = None
        self._projector = ""
        self._get_file_writer()
        limits, limit = [], 1e-12
        while limit < 1e20:
            limits.append(limit)
            limit *= 1.1
        self.default_bins = [-x for x in reversed(limits)] + [0] + limits

    def _file_in(self, folder: Any) -> FileWriter:
        return FileWriter(folder, self.max_queue, self.flush_secs, self.filename_suffix)

    def _get_file_writer(self) -> FileWriter:
        """The main file; a new one after `close()`."""
        if self.all_writers is None or self.file_writer is None:
            self.file_writer = self._file_in(self.log_dir)
            self.all_writers = {self.file_writer.get_logdir(): self.file_writer}
            if self.purge_step is not None:
                self.file_writer.add_event(text(3, "brain.Event:2"), self.purge_step)
                self.file_writer.add_event(message(7, integer(1, 1)), self.purge_step)  # a session starts
                self.purge_step = None
        return self.file_writer

    def _add(self, summary: bytes, global_step: Any = None, walltime: float | None = None) -> None:
        self._get_file_writer().add_summary(summary, global_step, walltime)

    def get_logdir(self) -> Any:
        """The folder."""
        return self.log_dir

    def add_scalar(
        self,
        tag: str,
        scalar_value: Any,
        global_step: Any = None,
        walltime: float | None = None,
        new_style: bool = False,
        double_precision: bool = False,
    ) -> None:
        """A point of a curve; `new_style` writes it as a tensor."""
        self._add(values.scalar(tag, scalar_value, new_style, double_precision), global_step, walltime)

    def add_scalars(
        self, main_tag: str, tag_scalar_dict: dict, global_step: Any = None, walltime: float | None = None
    ) -> None:
        """A point of each of several curves in one chart; each has a file in a folder of its own."""
        walltime = time.time() if walltime is None else walltime
        folder = self._get_file_writer().get_logdir()
        files = self.all_writers or {}
        for tag, given in tag_scalar_dict.items():
            place = f"{folder}/{main_tag.replace('/', '_')}_{tag}"
            if place not in files:
                files[place] = self._file_in(place)
            files[place].add_summary(values.scalar(main_tag, given), global_step, walltime)

    def add_tensor(self, tag: str, tensor: Any, global_step: Any = None, walltime: float | None = None) -> None:
        """A tensor with all its elements."""
        self._add(values.whole(tag, tensor), global_step, walltime)

    def add_histogram(
        self,
        tag: str,
        values: Any,
        global_step: Any = None,
        bins: Any = "tensorflow",
        walltime: float | None = None,
        max_bins: int | None = None,
    ) -> None:
        """How the values are distributed; `bins` as for `numpy.histogram`, by default of growing width."""
        from backlight.tensorboard.values import histogram

        if isinstance(bins, str) and bins == "tensorflow":
            bins = self.default_bins
        self._add(histogram(tag, values, bins, max_bins), global_step, walltime)

    def add_histogram_raw(
        self,
        tag: str,
        min: Any,
        max: Any,
        num: Any,
        sum: Any,
        sum_squares: Any,
        bucket_limits: Any,
        bucket_counts: Any,
        global_step: Any = None,
        walltime: float | None = None,
    ) -> None:
        """A distribution that was counted elsewhere."""
        if len(bucket_limits) != len(bucket_counts):
            raise ValueError("len(bucket_limits) != len(bucket_counts): there is one upper limit for each bucket")
        body = values.counted(tag, min, max, num, sum, sum_squares, bucket_limits, bucket_counts)
        self._add(body, global_step, walltime)

    def add_image(
        self,
        tag: str,
        img_tensor: Any,
        global_step: Any = None,
        walltime: float | None = None,
        dataformats: str = "CHW",
    ) -> None:
        """An image; floating colours are between 0 and 1, those in uint8 between 0 and 255."""
        self._add(pictures.picture(tag, img_tensor, dataformats), global_step, walltime)

    def add_images(
        self,
        tag: str,
        img_tensor: Any,
        global_step: Any = None,
        walltime: float | None = None,
        dataformats: str = "NCHW",
    ) -> None:
        """A batch of images in a grid."""
        self.add_image(tag, img_tensor, global_step, walltime, dataformats)

    def add_image_with_boxes(
        self,
        tag: str,
        img_tensor: Any,
        box_tensor: Any,
        global_step: Any = None,
        walltime: float | None = None,
        rescale: float = 1,
        dataformats: str = "CHW",
        labels: Any = None,
    ) -> None:
        """An image with boxes (left, top, right, bottom) on it."""
        labels = [labels] if isinstance(labels, str) else labels
        if labels is not None and len(labels) != box_tensor.shape[0]:
            labels = None
        body = pictures.boxed(tag, img_tensor, box_tensor, rescale, dataformats, labels)
        self._add(body, global_step, walltime)

    def add_figure(
        self, tag: str, figure: Any, global_step: Any = None, close: bool = True, walltime: float | None = None
    ) -> None:
        """A figure of matplotlib, or a list of them, as an image."""
        order = "NCHW" if isinstance(figure, list) else "CHW"
        self.add_image(tag, pictures.rendered(figure, close), global_step, walltime, order)

    def add_video(
        self, tag: str, vid_tensor: Any, global_step: Any = None, fps: float = 4, walltime: float | None = None
    ) -> None:
        """A video (number, time, channels, height, width)."""
        self._add(pictures.moving(tag, vid_tensor, fps), global_step, walltime)

    def add_audio(
        self,
        tag: str,
        snd_tensor: Any,
        global_step: Any = None,
        sample_rate: int = 44100,
        walltime: float | None = None,
    ) -> None:
        """A row of samples between −1 and 1."""
        self._add(values.sound(tag, snd_tensor, sample_rate), global_step, walltime)

    def add_text(self, tag: str, text_string: str, global_step: Any = None, walltime: float | None = None) -> None:
        """A text, shown as Markdown."""
        self._add(values.written(tag, text_string), global_step, walltime)

    def add_graph(
        self, model: Any, input_to_model: Any = None, verbose: bool = False, use_strict_trace: bool = True
    ) -> None:
        """The network: its modules, and in them the operations that `input_to_model` goes through."""
        from backlight.tensorboard.model_graph import model_graph

        if not hasattr(model, "forward"):
            raise AttributeError(f"add_graph draws a torch.nn.Module, not a {type(model).__name__}")
        self._get_file_writer().add_graph(model_graph(model, input_to_model, verbose))

    def add_onnx_graph(self, prototxt: Any) -> None:
        """Not here: backlight does not read ONNX files."""
        raise NotImplementedError("add_onnx_graph reads an ONNX file, which backlight cannot; use add_graph(model, x)")

    def add_embedding(
        self,
        mat: Any,
        metadata: Any = None,
        label_img: Any = None,
        global_step: Any = None,
        tag: str = "default",
        metadata_header: Any = None,
    ) -> None:
        """Points for the projector, one a row, with labels and images (number, channels, height, width)."""
        from backlight.tensorboard.projector import encoded, write_points

        folder, step = self._get_file_writer().get_logdir(), int(global_step or 0)
        inside = f"{step:05d}/{encoded(tag)}"
        self._projector += write_points(folder, inside, mat, metadata, label_img, metadata_header, tag, step)
        with open(os.path.join(folder, "projector_config.pbtxt"), "w", encoding="utf-8") as file:
            file.write(self._projector)

    def add_pr_curve(
        self,
        tag: str,
        labels: Any,
        predictions: Any,
        global_step: Any = None,
        num_thresholds: int = 127,
        weights: Any = None,
        walltime: float | None = None,
    ) -> None:
        """Precision and recall of predictions between 0 and 1 of labels that are 0 or 1."""
        given = values.array_of(labels), values.array_of(predictions)
        self._add(values.pr_curve(tag, *given, num_thresholds, weights), global_step, walltime)

    def add_pr_curve_raw(
        self,
        tag: str,
        true_positive_counts: Any,
        false_positive_counts: Any,
        true_negative_counts: Any,
        false_negative_counts: Any,
        precision: Any,
        recall: Any,
        global_step: Any = None,
        num_thresholds: int = 127,
        weights: Any = None,
        walltime: float | None = None,
    ) -> None:
        """Precision and recall that were computed elsewhere."""
        counts = true_positive_counts, false_positive_counts, true_negative_counts, false_negative_counts
        self._add(values.curve(tag, (*counts, precision, recall), num_thresholds), global_step, walltime)

    def add_custom_scalars(self, layout: dict) -> None:
        """Which scalars are drawn into one chart: {category: {title: ["Multiline" or "Margin", tags]}}."""
        self._add(values.custom_scalars(layout))

    def add_custom_scalars_multilinechart(self, tags: list, category: str = "default", title: str = "untitled") -> None:
        """One chart of several scalars."""
        self.add_custom_scalars({category: {title: ["Multiline", tags]}})

    def add_custom_scalars_marginchart(self, tags: list, category: str = "default", title: str = "untitled") -> None:
        """One chart of a scalar between two others."""
        if len(tags) != 3:
            raise AssertionError(f"Expected 3 tags, got {len(tags)}.")
        self.add_custom_scalars({category: {title: ["Margin", tags]}})

    def add_mesh(
        self,
        tag: str,
        vertices: Any,
        colors: Any = None,
        faces: Any = None,
        config_dict: dict | None = None,
        global_step: Any = None,
        walltime: float | None = None,
    ) -> None:
        """Points (batch, number, 3), with their colours and the triangles between them."""
        self._add(values.mesh(tag, vertices, colors, faces, config_dict), global_step, walltime)

    def add_hparams(
        self,
        hparam_dict: dict,
        metric_dict: dict,
        hparam_domain_discrete: dict | None = None,
        run_name: str | None = None,
        global_step: Any = None,
    ) -> None:
        """The settings of a run and its results, in a folder of its own."""
        from backlight.tensorboard.hyperparameters import hyperparameters

        if type(hparam_dict) is not dict or type(metric_dict) is not dict:
            raise TypeError("hparam_dict and metric_dict should be dictionary.")
        summaries = hyperparameters(hparam_dict, metric_dict, hparam_domain_discrete)
        folder = os.path.join(self._get_file_writer().get_logdir(), run_name or str(time.time()))
        with SummaryWriter(log_dir=folder) as writer:
            for summary in summaries:
                writer._add(summary, global_step)
            for name, metric in metric_dict.items():
                writer.add_scalar(name, metric, global_step)

    def flush(self) -> None:
        """Write what waits."""
        for writer in (self.all_writers or {}).values():
            writer.flush()

    def close(self) -> None:
        """Write what waits, and close all files; adding more opens new ones."""
        for writer in (self.all_writers or {}).values():
            writer.close()
        self.file_writer = self.all_writers = None

    def __enter__(self) -> SummaryWriter:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
