/* SPDX-License-Identifier: Apache-2.0 */
/* Where records are sent and fetched. */
#ifndef URL_H
#define URL_H

#include <stdbool.h>

enum { URL_SCHEME_MOST = 32 };

/* Takes a URL apart: "SCHEME://ADDRESS", or "unix:PATH"; the parts are allocated.  False when it is
 * none. */
struct url {
    char *scheme, *address;
};
bool url_read(struct url *, const char *text);
void url_free(struct url *);

/* A URL as it may be shown and written down, without who is to log in there, allocated. */
char *url_shown(const char *text);

#endif
