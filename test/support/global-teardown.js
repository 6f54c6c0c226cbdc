module.exports = async () => globalThis.drehkreuzTestServer?.release();
