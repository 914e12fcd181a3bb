// A reader that reads its own process id in every picture.
process.on('message', ({ id }) => process.send({ id, kind: 'text', text: String(process.pid) }));
process.on('disconnect', () => process.exit(0));
