// Answers every request with its content, and /probe in words. Listens on the socket named by its argument.
const http = require('node:http');

const server = http.createServer((request, response) => {
    if (request.url === '/probe') {
        response.end('the probe');
        return;
    }
    const pieces = [];
    request.on('data', (piece) => pieces.push(piece));
    request.on('end', () => response.end(Buffer.concat(pieces)));
});
server.on('checkContinue', (request, response) => {
    response.writeContinue();
    server.emit('request', request, response);
});
// What was asked before the client ended its side is still answered.
server.httpAllowHalfOpen = true;
server.listen(process.argv[2], () => console.log('listening'));
