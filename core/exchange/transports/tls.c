/* SPDX-License-Identifier: Apache-2.0 */
/* tls://HOST:PORT: TLS 1.3 (RFC 8446), in which both ends show a certificate. */
#include "exchange/transports/tls_context.h"
#include "exchange/transports/tls_keys.h"
#include "exchange/transports/tls_why.h"
#include "exchange/transport.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 1024 };

struct link {
    const struct tls_context *context;
    SSL *ssl;
    struct addrinfo *found, *next; /* where else it may be; NULL: nowhere */
    int fd;
    bool connected, greeted, wants_write;
    X509 *seen; /* the other's certificate, whether it was taken or not; NULL: it showed none */
    char peer[SENSOR_MOST + 1];
};

static void
failed(char *why, const char *what)
{
    snprintf(why, TRANSPORT_WHY, "%s: %s", what, strerror(errno));
}

static const char *
own_name(void *transport)
{
    const struct tls_context *context = transport;

    return *context->own_name ? context->own_name : NULL;
}

/* The addresses of the URL; NULL: there are none. */
static struct addrinfo *
look_up(const struct tls_context *context, int flags, char *why)
{
    struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM };
    struct addrinfo *found = NULL;
    int error;

    hints.ai_flags = flags | AI_NUMERICSERV;
    error = getaddrinfo(context->address.host, context->address.port, &hints, &found);
    if (error)
        snprintf(why, TRANSPORT_WHY, "the host is not found: %s", gai_strerror(error));
    return error ? NULL : found;
}

static int
new_socket(const struct addrinfo *at)
{
    int on = 1, fd = socket(at->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd >= 0)
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

static int
tls_listen(void *transport, char *why)
{
    struct addrinfo *found = look_up(transport, AI_PASSIVE, why);
    int on = 1, fd = found ? new_socket(found) : -1;

    if (!found)
        return -1;
    if (fd >= 0)
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (fd < 0 || bind(fd, found->ai_addr, found->ai_addrlen) || listen(fd, BACKLOG)) {
        failed(why, "cannot listen");
        if (fd >= 0)
            close(fd);
        fd = -1;
    }
    freeaddrinfo(found);
    return fd;
}

static void
hang_up(void *opaque)
{
    struct link *link = opaque;

    if (link->greeted)
        SSL_shutdown(link->ssl);
    ERR_clear_error();
    SSL_free(link->ssl);
    X509_free(link->seen);
    if (link->found)
        freeaddrinfo(link->found);
    if (link->fd >= 0)
        close(link->fd);
    free(link);
}

static struct link *
new_stream(const struct tls_context *context, int fd, char *why)
{
    struct link *link = calloc(1, sizeof *link);

    if (link)
        link->ssl = SSL_new(context->ssl);
    if (!link || !link->ssl) {
        snprintf(why, TRANSPORT_WHY, "no memory");
        free(link);
        if (fd >= 0)
            close(fd);
        return NULL;
    }
    SSL_set_app_data(link->ssl, &link->seen);
    link->context = context;
    link->fd = fd;
    return link;
}

/* Begins with the next address; false: there is none more. */
static bool
try_next(struct link *link, char *why)
{
    for (; link->next; link->next = link->next->ai_next) {
        if (link->fd >= 0)
            close(link->fd);
        link->fd = new_socket(link->next);
        if (link->fd >= 0 &&
            (connect(link->fd, link->next->ai_addr, link->next->ai_addrlen) == 0 ||
             errno == EINPROGRESS)) {
            link->next = link->next->ai_next;
            return true;
        }
        failed(why, "cannot connect");
    }
    return false;
}

/* The other end's certificate is for this host, unless it is known by its pin alone. */
static bool
expect_host(struct link *link)
{
    const char *host = link->context->address.host;
    X509_VERIFY_PARAM *param = SSL_get0_param(link->ssl);

    if (X509_VERIFY_PARAM_set1_ip_asc(param, host) == 1)
        return true;
    ERR_clear_error();
    return SSL_set_tlsext_host_name(link->ssl, host) == 1 &&
           SSL_set1_host(link->ssl, host) == 1;
}

static void *
tls_connect(void *transport, char *why)
{
    struct link *link = new_stream(transport, -1, why);

    if (!link)
        return NULL;
    SSL_set_connect_state(link->ssl);
    link->found = link->next = look_up(transport, 0, why);
    if (link->found && expect_host(link) && try_next(link, why))
        return link;
    hang_up(link);
    return NULL;
}

static void *
tls_accept(void *transport, int fd, char *why)
{
    struct link *link = new_stream(transport, fd, why);
    int on = 1;

    if (!link)
        return NULL;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    SSL_set_accept_state(link->ssl);
    SSL_set_fd(link->ssl, fd);
    link->connected = true;
    return link;
}

/* A connection that was begun: 1, it is there; 0: not yet; -1: it cannot be. */
static int
finish_connecting(struct link *link, char *why)
{
    struct pollfd about = { link->fd, POLLOUT, 0 };
    socklen_t size = sizeof about.fd;
    int error = 0;

    if (poll(&about, 1, 0) <= 0)
        return 0;
    if (getsockopt(link->fd, SOL_SOCKET, SO_ERROR, &error, &size) || error) {
        errno = error ? error : errno;
        failed(why, "cannot connect");
        return try_next(link, why) ? 0 : -1;
    }
    SSL_set_fd(link->ssl, link->fd);
    return 1;
}

/* Why a handshake failed: what is wrong with the other's certificate, or what OpenSSL says. */
static void
say_refused(const struct link *link, char *why)
{
    long verified = SSL_get_verify_result(link->ssl);

    if (verified == X509_V_OK || !link->seen) {
        tls_why_broken(why, link->context, false);
        return;
    }
    ERR_clear_error();
    tls_why_refused(why, link->context, link->seen, verified);
}

static enum stream_state
greet(void *opaque, char *why)
{
    struct link *link = opaque;
    int done = link->connected ? 1 : finish_connecting(link, why), error;

    link->connected = done > 0;
    link->wants_write = done == 0;
    if (done <= 0)
        return done ? STREAM_BROKEN : STREAM_WAITS;
    ERR_clear_error();
    done = SSL_do_handshake(link->ssl);
    error = SSL_get_error(link->ssl, done);
    link->wants_write = error == SSL_ERROR_WANT_WRITE;
    if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE)
        return STREAM_WAITS;
    if (done != 1) {
        say_refused(link, why);
        return STREAM_BROKEN;
    }
    link->greeted = true;
    if (!tls_name(SSL_get0_peer_certificate(link->ssl), link->peer))
        *link->peer = '\0';
    return STREAM_READY;
}

/* What a call gave, as the interface has it. */
static ssize_t
passed(struct link *link, int done, char *why)
{
    int error = done > 0 ? SSL_ERROR_NONE : SSL_get_error(link->ssl, done);

    link->wants_write = error == SSL_ERROR_WANT_WRITE;
    switch (error) {
    case SSL_ERROR_NONE: return done;
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE: return 0;
    case SSL_ERROR_ZERO_RETURN: *why = '\0'; return -1;
    default:
        link->greeted = false; /* nothing more can be said */
        tls_why_broken(why, link->context, true);
        return -1;
    }
}

static ssize_t
tls_read(void *opaque, void *to, size_t size, char *why)
{
    struct link *link = opaque;

    ERR_clear_error();
    return passed(link, SSL_read(link->ssl, to, size < INT_MAX ? (int)size : INT_MAX), why);
}

static ssize_t
tls_write(void *opaque, const void *from, size_t size, char *why)
{
    struct link *link = opaque;

    ERR_clear_error();
    return passed(link, SSL_write(link->ssl, from, size < INT_MAX ? (int)size : INT_MAX), why);
}

static int
descriptor(void *link)
{
    return ((struct link *)link)->fd;
}

static short
events(void *opaque, bool writes)
{
    const struct link *link = opaque;

    return (short)((link->connected ? POLLIN : 0) |
                   (writes || link->wants_write ? POLLOUT : 0));
}

static const char *
peer(void *link)
{
    return ((struct link *)link)->peer;
}

static const struct stream_kind kind = {
    .open = tls_context_open,
    .close = tls_context_close,
    .own_name = own_name,
    .listen = tls_listen,
    .connect = tls_connect,
    .accept = tls_accept,
    .greet = greet,
    .read = tls_read,
    .write = tls_write,
    .descriptor = descriptor,
    .events = events,
    .peer = peer,
    .hang_up = hang_up,
};

static const struct keys_kind keys = { tls_keys_make };

TRANSPORT(tls) = {
    TRANSPORT_ABI, sizeof(struct transport), "tls", "TLS 1.3 with OpenSSL", &kind, NULL, NULL, &keys
};
