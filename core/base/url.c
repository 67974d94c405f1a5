/* SPDX-License-Identifier: Apache-2.0 */
#include "base/url.h"

#include "base/memory.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

bool
url_read(struct url *url, const char *text)
{
    size_t scheme = 0;

    while (islower((unsigned char)text[scheme]) || (scheme && text[scheme] == '+'))
        scheme++;
    *url = (struct url){ NULL, NULL };
    if (scheme == 0 || scheme >= URL_SCHEME_MOST || text[scheme] != ':')
        return false;
    url->scheme = need_text("%.*s", (int)scheme, text);
    text += scheme + 1;
    if (strcmp(url->scheme, "unix") != 0 || strncmp(text, "//", 2) == 0) {
        if (strncmp(text, "//", 2) != 0 || !text[2]) {
            url_free(url);
            return false;
        }
        text += 2;
    }
    url->address = need_copy(text);
    return *text != '\0';
}

void
url_free(struct url *url)
{
    free(url->scheme);
    free(url->address);
    *url = (struct url){ NULL, NULL };
}

char *
url_shown(const char *text)
{
    const char *slashes = strstr(text, "://"), *host, *at;

    if (!slashes)
        return need_copy(text);
    host = slashes + 3;
    at = memrchr(host, '@', strcspn(host, "/"));
    return need_text("%.*s%s", (int)(host - text), text, at ? at + 1 : host);
}
