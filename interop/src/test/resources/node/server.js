// The same answers over HTTP/1.1 and HTTP/2 in clear text: node server.js PORT-OF-1 PORT-OF-2
const http = require('http');
const http2 = require('http2');

function answer(request, response) {
  const path = request.url;
  if (path === '/echo') {
    request.pipe(response);
  } else if (path === '/trailers') {
    response.writeHead(200, { Trailer: 'x-sum' });
    response.write('content');
    response.addTrailers({ 'x-sum': '42' });
    response.end();
  } else if (path === '/hints') {
    response.writeEarlyHints({ link: '</style.css>; rel=preload' });
    response.end('hinted');
  } else if (path === '/half') {
    response.writeHead(200);
    response.write('the first half, ', () => {
      if (response.stream) response.stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
      else request.socket.destroy();
    });
  } else if (path === '/refuse') {
    // Answers before it has read anything.
    response.writeHead(413);
    response.end('too much');
  } else {
    const count = Number(path.slice('/bytes/'.length));
    response.writeHead(200, { 'content-length': count });
    response.end(Buffer.alloc(count, 'x'));
  }
}

http.createServer(answer).listen(Number(process.argv[2]), '127.0.0.1');
http2.createServer(answer).listen(Number(process.argv[3]), '127.0.0.1');
