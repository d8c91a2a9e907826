/* A client for large HTTP/1.1 contents that costs as little as it can: it reads the head and has the kernel throw the
 * content away (MSG_TRUNC), so that the server stays what is measured.
 *
 *   drain PORT PATH CONNECTIONS SECONDS
 *
 * Prints one line: requests, octets of content, seconds, failures, and the median and 99th percentile in microseconds.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct conn {
    int fd;
    size_t left;
    int in_head;
    double since;
};

static char request[1024], buffer[1 << 20];
static size_t request_length;
static uint64_t requests, octets, failures;
static double *taken;
static size_t taken_room;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static void ask(struct conn *c) {
    c->in_head = 1;
    c->since = now();
    if (send(c->fd, request, request_length, MSG_NOSIGNAL) != (ssize_t)request_length) failures++;
}

static void done(struct conn *c) {
    if (requests == taken_room) taken = realloc(taken, (taken_room = taken_room ? 2 * taken_room : 1024) * sizeof *taken);
    taken[requests++] = now() - c->since;
    ask(c);
}

/* -1 when the connection is of no more use. */
static int take(struct conn *c) {
    if (!c->in_head) {
        ssize_t n = recv(c->fd, buffer, c->left < 1 << 30 ? c->left : 1 << 30, MSG_TRUNC);
        if (n <= 0) return n < 0 && errno == EAGAIN ? 0 : -1;
        c->left -= n, octets += n;
        if (!c->left) done(c);
        return 0;
    }
    ssize_t n = recv(c->fd, buffer, 16384, MSG_PEEK);
    if (n <= 0) return n < 0 && errno == EAGAIN ? 0 : -1;
    char *end = memmem(buffer, n, "\r\n\r\n", 4);
    if (!end) return n == 16384 ? -1 : 0;
    *end = 0;
    char *length = strcasestr(buffer, "\r\ncontent-length:");
    if (strncmp(buffer, "HTTP/1.1 200", 12) || !length) return -1;
    c->left = strtoull(length + 17, 0, 10);
    c->in_head = 0;
    if (recv(c->fd, buffer, end + 4 - buffer, 0) != end + 4 - buffer) return -1;
    if (!c->left) done(c);
    return 0;
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

int main(int argc, char **argv) {
    if (argc != 5) { fprintf(stderr, "drain PORT PATH CONNECTIONS SECONDS\n"); return 2; }
    int connections = atoi(argv[3]), poller = epoll_create1(0);
    double seconds = atof(argv[4]);
    request_length = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\n\r\n", argv[2], argv[1]);
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    double start = now();
    for (int i = 0; i < connections; i++) {
        struct conn *c = calloc(1, sizeof *c);
        c->fd = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(c->fd, (struct sockaddr *)&a, sizeof a) < 0) { perror("connect"); return 1; }
        struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};
        epoll_ctl(poller, EPOLL_CTL_ADD, c->fd, &e);
        ask(c);
    }
    while (now() - start < seconds) {
        struct epoll_event ready[64];
        int n = epoll_wait(poller, ready, 64, 100);
        for (int i = 0; i < n; i++) {
            struct conn *c = ready[i].data.ptr;
            if (take(c) < 0) failures++, close(c->fd);
        }
    }
    double spent = now() - start;
    qsort(taken, requests, sizeof *taken, by_value);
    printf("requests %lu octets %lu seconds %.6f failures %lu p50 %.0f p99 %.0f\n", requests, octets, spent, failures,
            requests ? taken[requests / 2] * 1e6 : 0, requests ? taken[requests * 99 / 100] * 1e6 : 0);
    return 0;
}
