/** Loaded before a part of the demo: when the demo is gone, however it ended, the part ends as well. */
process.channel?.unref();
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
