/* The limit row: one epoll loop that answers canned octets to each request, over HTTP/1.1 or HTTP/2 with prior knowledge.
 *
 * It does no HTTP work beyond finding where requests end, so its CPU per request is the kernel's share, which no server
 * can go below while it makes the same system calls. It trusts its client: every HTTP/1.1 request on a connection is as
 * long as the first, header blocks fit one frame, and the client opens its windows in time. Never use it as a server.
 *
 *   canned PORT --size N            a content of N octets
 *   canned PORT --chunks K,S        K DATA frames of S octets; in HTTP/1.1 one content of K x S
 *   canned PORT --file PATH         a file: by sendfile in HTTP/1.1, from a mapping in HTTP/2
 *   canned PORT --file PATH --map   a file: from a mapping in both
 *
 * Requests with content are answered once the content has ended (HTTP/2 only).
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum {
    FRAME = 16384,
    IN = 256 << 10,
    PACK = 256 << 10,
    SMALL = 4096,      /* an answer up to this is packed, a longer one is gathered */
    REPEAT = 64,       /* small HTTP/1.1 answers that lie ready side by side */
    STREAMS = 4096,    /* ring of answers that wait; a power of two */
    ENTRIES = 1024     /* what one gathering call may take */
};

#define HELLO "Hello, World!"
#define DATE "Sun, 06 Nov 1994 08:49:37 GMT"
#define PREFACE "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

static const char *body;
static size_t size, count = 1, piece;      /* the content is count pieces */
static int file = -1, use_sendfile;

static char head1[512];
static size_t head1_length, answer1_length;
static char *repeated;                     /* REPEAT small answers, or null */
static char first_block[256], next_block[16];
static size_t first_length, next_length;
static size_t frames;                      /* DATA frames of an answer */

struct conn {
    int fd;
    enum { FRESH, ONE, TWO } version;
    int wants_out;
    /* HTTP/1.1 */
    size_t request_length, request_part, pending1, at1;
    int head_sent;
    off_t file_at;
    /* HTTP/2 */
    uint8_t carry[FRAME + 9];
    size_t carried, skip;
    uint32_t skip_stream;                  /* answer it once the skipped content is over; 0 for none */
    uint64_t credit;
    int answered;
    uint32_t ring[STREAMS];
    unsigned ring_head, ring_tail;
    size_t at2;                            /* octets of the ring's first answer that went out */
    uint8_t heads[9 + 256 + 9 + 9];        /* HEADERS with block, DATA, last DATA of the first answer */
    size_t headers_length;
    uint8_t *packed;
    size_t packed_from, packed_to;
};

static uint8_t in[IN];
static int poller;

static void die(const char *what) { perror(what); exit(1); }

static void frame_head(uint8_t *p, size_t length, int type, int flags, uint32_t stream) {
    p[0] = length >> 16, p[1] = length >> 8, p[2] = length, p[3] = type, p[4] = flags;
    p[5] = stream >> 24, p[6] = stream >> 16, p[7] = stream >> 8, p[8] = stream;
}

static size_t literal(char *p, int index, const char *value) {
    size_t n = strlen(value);
    p[0] = 0x40 | index, p[1] = (char)n;
    memcpy(p + 2, value, n);
    return n + 2;
}

static void prepare1(void) {
    char number[32];
    const char *type = size == 13 ? "text/plain" : "application/octet-stream";
    snprintf(number, sizeof number, "%zu", size);
    head1_length = snprintf(head1, sizeof head1,
            "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %s\r\nDate: " DATE "\r\n\r\n", type, number);
    answer1_length = head1_length + size;
    if (answer1_length <= SMALL) {
        repeated = malloc(answer1_length * REPEAT);
        for (int i = 0; i < REPEAT; i++) {
            memcpy(repeated + i * answer1_length, head1, head1_length);
            memcpy(repeated + i * answer1_length + head1_length, body, size);
        }
    }
}

static void prepare2(void) {
    char number[32];
    const char *type = size == 13 ? "text/plain" : "application/octet-stream";
    snprintf(number, sizeof number, "%zu", size);
    /* The first answer of a connection teaches the table its fields, the others refer to them. */
    first_block[0] = (char)0x88;
    first_length = 1;
    first_length += literal(first_block + first_length, 31, type);
    if (count == 1) first_length += literal(first_block + first_length, 28, number);
    first_length += literal(first_block + first_length, 33, DATE);
    next_block[0] = (char)0x88;
    next_length = 1;
    if (count == 1) next_block[next_length++] = (char)(0x80 | 64);
    next_block[next_length++] = (char)(0x80 | 63);
    next_block[next_length++] = (char)(0x80 | 62);
    frames = count > 1 ? count : size ? (size + FRAME - 1) / FRAME : 1;
    piece = count > 1 ? piece : FRAME;
}

static void drop(struct conn *c) {
    close(c->fd);
    free(c->packed);
    free(c);
}

static int want(struct conn *c, int out) {
    if (c->wants_out == out) return 0;
    c->wants_out = out;
    struct epoll_event e = {.events = EPOLLIN | (out ? EPOLLOUT : 0), .data.ptr = c};
    return epoll_ctl(poller, EPOLL_CTL_MOD, c->fd, &e);
}

/* Each of these returns -1 when the connection is gone, 1 when the socket is full, 0 when all is out. */

static int full_or_gone(void) { return errno == EAGAIN ? 1 : -1; }

static int write_repeated(struct conn *c) {
    while (c->pending1) {
        size_t n = c->pending1 < REPEAT ? c->pending1 : REPEAT;
        ssize_t w = send(c->fd, repeated + c->at1, n * answer1_length - c->at1, MSG_NOSIGNAL);
        if (w < 0) return full_or_gone();
        c->at1 += w;
        c->pending1 -= c->at1 / answer1_length;
        c->at1 %= answer1_length;
    }
    return 0;
}

static int write_gathered1(struct conn *c) {
    while (c->pending1) {
        struct iovec v[2];
        int n = 0;
        if (c->at1 < head1_length) {
            v[n++] = (struct iovec){head1 + c->at1, head1_length - c->at1};
            v[n++] = (struct iovec){(char *)body, size};
        } else {
            v[n++] = (struct iovec){(char *)body + (c->at1 - head1_length), answer1_length - c->at1};
        }
        ssize_t w = writev(c->fd, v, n);
        if (w < 0) return full_or_gone();
        c->at1 += w;
        if (c->at1 == answer1_length) c->at1 = 0, c->pending1--;
    }
    return 0;
}

static int write_file1(struct conn *c) {
    while (c->pending1) {
        if (!c->head_sent) {
            if (send(c->fd, head1, head1_length, MSG_NOSIGNAL | MSG_MORE) != (ssize_t)head1_length) return full_or_gone();
            c->head_sent = 1, c->file_at = 0;
        }
        ssize_t w = sendfile(c->fd, file, &c->file_at, size - c->file_at);
        if (w < 0) return full_or_gone();
        if ((size_t)c->file_at == size) c->head_sent = 0, c->pending1--;
    }
    return 0;
}

static size_t frame_length(size_t i) {
    return count > 1 ? piece : i + 1 < frames ? FRAME : size - (frames - 1) * FRAME;
}

/* Lays the heads of the ring's first answer ready. */
static void begin_answer(struct conn *c) {
    uint32_t stream = c->ring[c->ring_head % STREAMS];
    const char *block = c->answered ? next_block : first_block;
    size_t n = c->answered ? next_length : first_length;
    frame_head(c->heads, n, 1, 4, stream);
    memcpy(c->heads + 9, block, n);
    c->headers_length = 9 + n;
    frame_head(c->heads + 265, piece, 0, 0, stream);
    frame_head(c->heads + 274, frame_length(frames - 1), 0, 1, stream);
}

static int flush_packed(struct conn *c) {
    while (c->packed_from < c->packed_to) {
        ssize_t w = send(c->fd, c->packed + c->packed_from, c->packed_to - c->packed_from, MSG_NOSIGNAL);
        if (w < 0) return full_or_gone();
        c->packed_from += w;
    }
    c->packed_from = c->packed_to = 0;
    return 0;
}

static int write_packed2(struct conn *c) {
    for (;;) {
        int r = flush_packed(c);
        if (r || c->ring_head == c->ring_tail) return r;
        uint8_t *p = c->packed;
        while (c->ring_head != c->ring_tail && p + 512 + frames * 9 + size < c->packed + PACK) {
            begin_answer(c);
            c->answered = 1;
            memcpy(p, c->heads, c->headers_length);
            p += c->headers_length;
            for (size_t i = 0; i < frames; i++) {
                memcpy(p, i + 1 < frames ? c->heads + 265 : c->heads + 274, 9);
                memcpy(p + 9, body, frame_length(i));
                p += 9 + frame_length(i);
            }
            c->ring_head++;
        }
        c->packed_to = p - c->packed;
    }
}

/* Adds an entry, less what of it has gone out already. */
static int add(struct iovec *v, int n, const void *p, size_t length, size_t *gone) {
    if (*gone >= length) {
        *gone -= length;
        return n;
    }
    v[n] = (struct iovec){(char *)p + *gone, length - *gone};
    *gone = 0;
    return n + 1;
}

static int write_gathered2(struct conn *c) {
    /* Heads of the answers behind the first; a short write keeps only the place within the first. */
    static uint8_t heads[ENTRIES][283];
    int r = flush_packed(c);
    if (r) return r;
    while (c->ring_head != c->ring_tail) {
        struct iovec v[ENTRIES];
        size_t lengths[ENTRIES];
        int n = 0, answers = 0;
        size_t gone = c->at2;
        if (!c->at2) begin_answer(c);
        for (unsigned k = c->ring_head; k != c->ring_tail && n + 1 + 2 * frames <= ENTRIES; k++) {
            uint8_t *h;
            size_t hl;
            if (k == c->ring_head) {
                h = c->heads, hl = c->headers_length;
            } else {
                h = heads[answers];
                hl = 9 + next_length;
                frame_head(h, next_length, 1, 4, c->ring[k % STREAMS]);
                memcpy(h + 9, next_block, next_length);
                frame_head(h + 265, piece, 0, 0, c->ring[k % STREAMS]);
                frame_head(h + 274, frame_length(frames - 1), 0, 1, c->ring[k % STREAMS]);
            }
            n = add(v, n, h, hl, &gone);
            for (size_t i = 0; i < frames; i++) {
                n = add(v, n, i + 1 < frames ? h + 265 : h + 274, 9, &gone);
                n = add(v, n, body + (count > 1 ? 0 : i * FRAME), frame_length(i), &gone);
            }
            lengths[answers++] = hl + frames * 9 + size;
        }
        if (!answers) { /* one answer has more entries than a call may take: as much of it as fits */
            size_t i = c->at2 < c->headers_length ? 0 : (c->at2 - c->headers_length) / (FRAME + 9);
            gone = c->at2 < c->headers_length ? c->at2 : c->at2 - c->headers_length - i * (FRAME + 9);
            if (c->at2 < c->headers_length) n = add(v, n, c->heads, c->headers_length, &gone);
            for (; i < frames && n + 2 <= ENTRIES; i++) {
                n = add(v, n, i + 1 < frames ? c->heads + 265 : c->heads + 274, 9, &gone);
                n = add(v, n, body + i * FRAME, frame_length(i), &gone);
            }
            lengths[0] = c->headers_length + frames * 9 + size;
            answers = 1;
        }
        ssize_t w = writev(c->fd, v, n);
        if (w < 0) return full_or_gone();
        c->at2 += w;
        c->answered = 1;
        for (int k = 0; k < answers && c->at2 >= lengths[k]; k++) {
            c->at2 -= lengths[k];
            c->ring_head++;
            if (c->at2) begin_answer(c);
        }
    }
    return 0;
}

static int write_some(struct conn *c) {
    int r;
    if (c->version == TWO) r = frames * 9 + size <= SMALL ? write_packed2(c) : write_gathered2(c);
    else r = repeated ? write_repeated(c) : use_sendfile ? write_file1(c) : write_gathered1(c);
    if (r < 0) return -1;
    return want(c, r);
}

static void control(struct conn *c, int type, int flags, uint32_t stream, const void *payload, size_t n) {
    if (c->packed_to + 9 + n > PACK) return;
    frame_head(c->packed + c->packed_to, n, type, flags, stream);
    if (n) memcpy(c->packed + c->packed_to + 9, payload, n);
    c->packed_to += 9 + n;
}

static void window_update(struct conn *c, uint32_t increment) {
    uint32_t n = htonl(increment);
    control(c, 8, 0, 0, &n, 4);
}

static void answer2(struct conn *c, uint32_t stream) {
    if (c->ring_tail - c->ring_head == STREAMS) die("too many streams");
    c->ring[c->ring_tail++ % STREAMS] = stream;
}

static void start2(struct conn *c) {
    static const uint8_t settings[6] = {0, 4, 0, 16, 0, 0}; /* a stream's window: 1 MiB */
    c->version = TWO;
    c->packed = malloc(PACK);
    control(c, 4, 0, 0, settings, 6);
    window_update(c, (16 << 20) - 65535);
}

/* Takes whole frames, and content in any parts; returns what it took. */
static size_t take_frames(struct conn *c, const uint8_t *p, size_t n) {
    size_t at = 0;
    for (;;) {
        if (c->skip) {
            size_t k = n - at < c->skip ? n - at : c->skip;
            c->skip -= k, at += k, c->credit += k;
            if (c->skip) return at;
            if (c->skip_stream) answer2(c, c->skip_stream);
            c->skip_stream = 0;
            if (c->credit >= 8 << 20) window_update(c, c->credit), c->credit = 0;
        }
        if (n - at < 9) return at;
        const uint8_t *f = p + at;
        size_t length = (size_t)f[0] << 16 | f[1] << 8 | f[2];
        uint32_t stream = (uint32_t)f[5] << 24 | f[6] << 16 | f[7] << 8 | f[8];
        if (f[3] == 0) {
            at += 9;
            c->skip = length;
            if (f[4] & 1) {
                if (length) c->skip_stream = stream;
                else answer2(c, stream);
            }
            continue;
        }
        if (n - at < 9 + length) return at;
        if (f[3] == 1 && (f[4] & 1)) answer2(c, stream);
        if (f[3] == 4 && !(f[4] & 1)) control(c, 4, 1, 0, 0, 0);
        if (f[3] == 6 && !(f[4] & 1)) control(c, 6, 1, 0, f + 9, 8);
        at += 9 + length;
    }
}

static void receive2(struct conn *c, const uint8_t *p, size_t n) {
    while (c->carried && n) { /* octet by octet only until the frame that was cut is whole */
        size_t need = 9;
        if (c->carried >= 9) need += (size_t)c->carry[0] << 16 | c->carry[1] << 8 | c->carry[2];
        size_t k = need - c->carried < n ? need - c->carried : n;
        if (need > sizeof c->carry) die("frame too long");
        memcpy(c->carry + c->carried, p, k);
        c->carried += k, p += k, n -= k;
        c->carried -= take_frames(c, c->carry, c->carried) ? c->carried : 0;
    }
    size_t taken = take_frames(c, p, n);
    memcpy(c->carry + c->carried, p + taken, n - taken);
    c->carried += n - taken;
}

static void receive1(struct conn *c, const uint8_t *p, size_t n) {
    if (!c->request_length) {
        const uint8_t *end = memmem(p, n, "\r\n\r\n", 4);
        if (!end) die("the first request came in parts");
        c->request_length = end + 4 - p;
    }
    c->request_part += n;
    c->pending1 += c->request_part / c->request_length;
    c->request_part %= c->request_length;
}

static int read_some(struct conn *c) {
    ssize_t n = recv(c->fd, in, sizeof in, 0);
    if (n == 0) return -1;
    if (n < 0) return errno == EAGAIN ? 0 : -1;
    uint8_t *p = in;
    if (c->version == FRESH) {
        if (n >= (ssize_t)strlen(PREFACE) && !memcmp(p, PREFACE, strlen(PREFACE))) {
            start2(c);
            p += strlen(PREFACE), n -= strlen(PREFACE);
        } else {
            c->version = ONE;
        }
    }
    if (c->version == TWO) receive2(c, p, n);
    else receive1(c, p, n);
    return c->wants_out ? 0 : write_some(c);
}

static void accept_all(int listener) {
    for (;;) {
        int fd = accept4(listener, 0, 0, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) return;
        int one = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        struct conn *c = calloc(1, sizeof *c);
        c->fd = fd;
        struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};
        epoll_ctl(poller, EPOLL_CTL_ADD, fd, &e);
    }
}

int main(int argc, char **argv) {
    int map = 0;
    const char *path = 0;
    if (argc < 4) { fprintf(stderr, "canned PORT --size N | --chunks K,S | --file PATH [--map]\n"); return 2; }
    for (int i = 2; i < argc; i++) {
        if (!strcmp(argv[i], "--size")) size = strtoul(argv[++i], 0, 10);
        else if (!strcmp(argv[i], "--chunks")) { if (sscanf(argv[++i], "%zu,%zu", &count, &piece) != 2) return 2; size = count * piece; }
        else if (!strcmp(argv[i], "--file")) path = argv[++i];
        else if (!strcmp(argv[i], "--map")) map = 1;
    }
    if (path) {
        struct stat s;
        file = open(path, O_RDONLY);
        if (file < 0 || fstat(file, &s) < 0) die(path);
        size = s.st_size;
        body = mmap(0, size, PROT_READ, MAP_SHARED | MAP_POPULATE, file, 0);
        if (body == MAP_FAILED) die("mmap");
        use_sendfile = !map;
    } else {
        char *b = malloc(size + 13);
        memset(b, 'a', size + 13);
        memcpy(b, HELLO, 13);
        body = b;
    }
    prepare1();
    prepare2();
    signal(SIGPIPE, SIG_IGN);

    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), one = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(listener, (struct sockaddr *)&a, sizeof a) < 0 || listen(listener, 4096) < 0) die("listen");
    poller = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = 0};
    epoll_ctl(poller, EPOLL_CTL_ADD, listener, &e);
    for (;;) {
        struct epoll_event ready[256];
        int n = epoll_wait(poller, ready, 256, -1);
        for (int i = 0; i < n; i++) {
            struct conn *c = ready[i].data.ptr;
            if (!c) { accept_all(listener); continue; }
            int gone = 0;
            if (ready[i].events & EPOLLOUT) gone = write_some(c) < 0;
            if (!gone && ready[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) gone = read_some(c) < 0;
            if (gone) drop(c);
        }
    }
}
