/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/peer_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

static void
print_process(int fd, char to[PEER_ADDRESS])
{
    struct ucred who = { .pid = 0 };
    socklen_t size = sizeof who;

    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size) == 0)
        snprintf(to, PEER_ADDRESS, "process %ld of user %lu", (long)who.pid,
                 (unsigned long)who.uid);
}

void
peer_address(int fd, char to[PEER_ADDRESS])
{
    union {
        struct sockaddr is;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
        struct sockaddr_storage any;
    } at;
    socklen_t size = sizeof at;
    char text[INET6_ADDRSTRLEN] = "";

    snprintf(to, PEER_ADDRESS, "somewhere");
    if (getpeername(fd, &at.is, &size))
        return;
    if (at.is.sa_family == AF_UNIX)
        print_process(fd, to);
    else if (at.is.sa_family == AF_INET && inet_ntop(AF_INET, &at.v4.sin_addr, text, sizeof text))
        snprintf(to, PEER_ADDRESS, "%s:%u", text, (unsigned)ntohs(at.v4.sin_port));
    else if (at.is.sa_family == AF_INET6 &&
             inet_ntop(AF_INET6, &at.v6.sin6_addr, text, sizeof text))
        snprintf(to, PEER_ADDRESS, "[%s]:%u", text, (unsigned)ntohs(at.v6.sin6_port));
}
