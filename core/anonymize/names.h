/* SPDX-License-Identifier: Apache-2.0 */
/* Names and URLs: of hosts, devices, files.
 *
 * A name that is hashed keeps its form: each label stands for itself and all behind it, so names
 * below one domain still are, as addresses are in one network.  A URL keeps scheme, port, and how
 * its path is divided; paths below one still are. */
#ifndef NAMES_H
#define NAMES_H

#include "anonymize/words.h"

struct names {
    struct addresses *addresses;
    bool hashed; /* else only the addresses in them are replaced, and what is no text */
    struct textbuf small, plain; /* for a while; with .fd -1 */
};

void names_put(struct names *, const char *name, size_t size, struct textbuf *to);
void names_put_url(struct names *, const char *url, size_t size, struct textbuf *to);
void names_free(struct names *);

#endif
