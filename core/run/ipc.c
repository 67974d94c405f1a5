/* SPDX-License-Identifier: Apache-2.0 */
#include "run/ipc.h"

#include "base/clock.h"
#include "base/memory.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/types.h>

#define SEND_SECONDS 10.0

enum { LENGTH_MAX = 16 << 20 };

/* Whether the socket is ready for this before the deadline; 0: there is none. */
static bool
is_ready(int socket, short events, double deadline)
{
    struct pollfd fd = { socket, events, 0 };
    int ready;

    do {
        double left = deadline ? deadline - clock_seconds() : 0;

        if (left < 0) {
            errno = ETIMEDOUT;
            return false;
        }
        ready = poll(&fd, 1, deadline ? (int)(left * 1000) + 1 : -1);
    } while (ready == 0 || (ready < 0 && errno == EINTR));
    return ready > 0;
}

static bool
send_all(int socket, const void *bytes, size_t n)
{
    const uint8_t *at = bytes;
    double deadline = clock_seconds() + SEND_SECONDS;

    while (n) {
        ssize_t sent = send(socket, at, n, MSG_NOSIGNAL | MSG_DONTWAIT);

        if (sent < 0 &&
            (errno == EINTR || (errno == EAGAIN && is_ready(socket, POLLOUT, deadline))))
            continue;
        if (sent <= 0)
            return false;
        at += sent;
        n -= (size_t)sent;
    }
    return true;
}

static bool
receive_all(int socket, void *bytes, size_t n, double deadline)
{
    uint8_t *at = bytes;

    while (n) {
        ssize_t got = recv(socket, at, n, MSG_DONTWAIT);

        if (got < 0 && (errno == EINTR || (errno == EAGAIN && is_ready(socket, POLLIN, deadline))))
            continue;
        if (got == 0)
            errno = 0; /* the other side has ended: nothing failed here */
        if (got <= 0)
            return false;
        at += got;
        n -= (size_t)got;
    }
    return true;
}

bool
ipc_send(int socket, enum ipc_kind kind, uint32_t worker, int32_t value)
{
    struct ipc_head head = { kind, worker, value, 0 };

    return send_all(socket, &head, sizeof head);
}

bool
ipc_send_packed(int socket, enum ipc_kind kind, const ProtobufCMessage *message)
{
    size_t size = protobuf_c_message_get_packed_size(message);
    struct ipc_head head = { kind, 0, 0, (uint32_t)size };
    uint8_t *bytes = need(1, size);
    bool sent = protobuf_c_message_pack(message, bytes) == size &&
                send_all(socket, &head, sizeof head) && send_all(socket, bytes, size);

    free(bytes);
    return sent;
}

bool
ipc_receive(int socket, struct ipc_head *head, uint8_t **bytes, double seconds)
{
    double deadline = seconds < 0 ? 0 : clock_seconds() + seconds;

    *bytes = NULL;
    if (!receive_all(socket, head, sizeof *head, deadline))
        return false;
    errno = EPROTO;
    if (head->length > LENGTH_MAX)
        return false;
    if (!head->length)
        return true;
    *bytes = need(1, head->length);
    if (receive_all(socket, *bytes, head->length, deadline))
        return true;
    free(*bytes);
    *bytes = NULL;
    return false;
}
