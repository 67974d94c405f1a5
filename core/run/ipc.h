/* SPDX-License-Identifier: Apache-2.0 */
/* What the supervisor and the zygote tell each other through a socket: a head, then bytes. */
#ifndef IPC_H
#define IPC_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stdint.h>

enum ipc_kind {
    IPC_CATALOG = 1, /* to the supervisor: the plugins there are, a Catalog */
    IPC_SETTINGS,    /* to the zygote: what they are to be told, a Settings */
    IPC_SPAWN,       /* to the zygote: fork this worker */
    IPC_KILL,        /* to the zygote: end it */
    IPC_STARTED,     /* to the supervisor: its pid; a negative errno when it could not be forked */
    IPC_DIED,        /* to the supervisor: its status, as waitpid() tells it */
};

struct ipc_head {
    uint32_t kind;
    uint32_t worker;
    int32_t value;
    uint32_t length; /* of the bytes behind */
};

#define IPC_PATIENT (-1.0) /* seconds: as long as it takes */

/* Sends a head that has no bytes behind it; false when there is nobody to read it, in some
 * seconds. */
bool ipc_send(int socket, enum ipc_kind, uint32_t worker, int32_t value);

/* Sends a message of protobuf's. */
bool ipc_send_packed(int socket, enum ipc_kind, const ProtobufCMessage *);

/* The next head and its bytes, malloc()ed and NULL when it has none.  False with errno set when not
 * all of it came in so many seconds, or could be received; with 0 in it when the other side has
 * ended. */
bool ipc_receive(int socket, struct ipc_head *, uint8_t **bytes, double seconds);

#endif
