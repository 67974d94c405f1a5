/* SPDX-License-Identifier: Apache-2.0 */
#include "kit/kept.h"

#include "base/memory.h"
#include "kit/crowd.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *
kept_name(const char *base, const char *end)
{
    return need_text("%.*s-%s", (int)strcspn(base, "."), base, end);
}

char *
kept_packets(const struct packets *packets, const char *base, unsigned n)
{
    char *end = need_text("crash-%u.pcap", n), *name = kept_name(base, end);

    free(end);
    if (packets_write(packets, name))
        return name;
    free(name);
    return NULL;
}

unsigned
kept_free_number(const char *base)
{
    for (unsigned n = 1;; n++) {
        char *end = need_text("crash-%u.pcap", n), *name = kept_name(base, end);
        bool taken = access(name, F_OK) == 0;

        free(end);
        free(name);
        if (!taken || n == 1000)
            return n;
    }
}

char *
kept_input(const struct trial *t, const char *base)
{
    struct packets one = { .n = 0 };
    char *name;

    crowd_add_bytes(&one, t->bytes, t->size);
    if (t->linktype)
        one.list[0].linktype = t->linktype;
    name = kept_packets(&one, base, kept_free_number(base));
    packets_free(&one);
    return name;
}
