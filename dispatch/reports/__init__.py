"""What the log says of a period: the promise, the times, the predictions, and the load on people."""
