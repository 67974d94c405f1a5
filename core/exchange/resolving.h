/* SPDX-License-Identifier: Apache-2.0 */
/* What is read where the name of a host is looked up, getaddrinfo(3), in a process that reads
 * nothing else. */
#ifndef RESOLVING_H
#define RESOLVING_H

/* clang-format off */
#define RESOLVING_READS                                                                            \
    "/etc/resolv.conf", "/etc/hosts", "/etc/host.conf", "/etc/nsswitch.conf", "/etc/gai.conf",     \
    "/etc/services", "/etc/ld.so.cache", "/run/systemd/resolve", "/lib", "/lib64", "/usr/lib",     \
    "/usr/lib64"
/* clang-format on */

#endif
