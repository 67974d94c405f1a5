/* SPDX-License-Identifier: Apache-2.0 */
/* Where a connection comes from, for people. */
#ifndef PEER_ADDRESS_H
#define PEER_ADDRESS_H

enum { PEER_ADDRESS = 80 };

/* "192.0.2.1:40000", "[2001:db8::1]:40000"; of a socket of this machine "process 123 of user 1000".
 */
void peer_address(int fd, char to[PEER_ADDRESS]);

#endif
