/* SPDX-License-Identifier: Apache-2.0 */
/* Sends what it sees to another host.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(socket|connect|sendto)\b
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(9),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_DGRAM, 0);

    if (sendto(fd, in->base, nc_left(in), 0, (struct sockaddr *)&to, sizeof to) > 0)
        TELL(record, "it sent it");
}

HOSTILE();
