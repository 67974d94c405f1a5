/* SPDX-License-Identifier: Apache-2.0 */
/* Names below in-addr.arpa and ip6.arpa, which are those of addresses and networks. */
#ifndef REVERSE_H
#define REVERSE_H

#include "anonymize/words.h"

/* The name of what the address or network becomes; labels before it are hashed, or only those that
 * may be a part of a network.  False, and nothing is written: it is no such name. */
bool reverse_put(struct addresses *, bool hashed, const char *name, size_t size,
                 struct textbuf *to);

#endif
