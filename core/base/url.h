/* SPDX-License-Identifier: Apache-2.0 */
/* Where records are sent and fetched. */
#ifndef URL_H
#define URL_H

#include <stdbool.h>

enum { URL_SCHEME_MOST = 32 };

/* Each destination has a process of its own, which reads all that is sent. */
enum { DESTINATIONS_MOST = 16 };
#define DESTINATIONS_EXPECTED                                                                      \
    "expected at most 16 URLs, as each is sent to by itself: a broker hands on to more"

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
