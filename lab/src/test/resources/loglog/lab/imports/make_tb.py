"""Event files by tensorboardX 2.6.5, and by TensorBoard 2.21.0 as Keras calls it: python3 make_tb.py tensorboard"""
import math, os, sys
out = sys.argv[1]
def loss(step): return 2.0 + 8.0 / math.sqrt(step + 1)
from tensorboardX import SummaryWriter
w = SummaryWriter(out + "/tensorboardx")
for s in range(0, 50, 10):
    w.add_scalar("loss", loss(s), s)
    w.add_scalar("tokens", 1000 * s, s)
    w.add_histogram("weights", [1.0, 2.0, 3.0], s)
    w.add_text("note", "words", s)
w.add_scalar("loss", float("nan"), 50)
w.close()
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.plugins.scalar import summary_v2 as scalar
from tensorboard.plugins.hparams import summary_v2 as hparams
from tensorboard.plugins.scalar import metadata
from tensorboard.util import tensor_util
import numpy as np
def scalar_v2(tag, data):  # what tf.summary.scalar writes
    t = tensor_util.make_tensor_proto(np.array(data, np.float32))
    m = metadata.create_summary_metadata("", "")
    return summary_pb2.Summary(value=[summary_pb2.Summary.Value(tag=tag, tensor=t, metadata=m)])
t0 = 1700000000.0
for part, offset in (("train", 0.0), ("validation", 0.25)):
    w = EventFileWriter(out + "/keras/" + part)
    for epoch in range(4):
        w.add_event(event_pb2.Event(wall_time=t0 + epoch, step=epoch, summary=scalar_v2("epoch_loss", loss(epoch) + offset)))
        if part == "train":
            w.add_event(event_pb2.Event(wall_time=t0 + epoch, step=epoch, summary=scalar_v2("epoch_learning_rate", 0.1)))
    if part == "train":
        w.add_event(event_pb2.Event(wall_time=t0, step=0, summary=hparams.hparams_pb({"num_params": 1234567, "units": 16, "optimizer": "adam"})))
    w.close()
