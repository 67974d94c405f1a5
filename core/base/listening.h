/* SPDX-License-Identifier: Apache-2.0 */
/* A socket that others come to, named as people do: [HOST:]PORT or unix:PATH. */
#ifndef LISTENING_H
#define LISTENING_H

#include <stddef.h>

/* NULL, or what was expected of the text instead. */
const char *listening_expected(const char *text);

/* Listens there without waiting: on the loopback address alone where no host is named, and on a
 * path with mode 0600, of which a socket that nobody listens at any more is replaced.  The
 * descriptor; -1, and `why` says what was wrong. */
int listening_open(const char *text, char *why, size_t size);

#endif
