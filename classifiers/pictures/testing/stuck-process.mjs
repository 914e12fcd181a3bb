// A reader that says what it saw and then hangs on the words; a picture of one byte kills it.
process.on('message', ({ id, bytes }) => {
  if (bytes.length === 1) process.kill(process.pid, 'SIGKILL');
  const facts = { format: 'png', width: 1, height: 1, pdq: null, pdqQuality: null };
  process.send({ id, kind: 'facts', facts });
});
process.on('disconnect', () => process.exit(0));
