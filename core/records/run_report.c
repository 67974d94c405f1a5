/* SPDX-License-Identifier: Apache-2.0 */
#include "records/run_report.h"

#include "base/memory.h"
#include "base/our_file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Some ten thousand captures, and as many warnings, are less. */
enum { MOST = 64 << 20 };

/* What it holds, allocated; NULL when it cannot be read to its end. */
static char *
read_report(const char *path, size_t folder)
{
    char *name = need_text("%.*s" OUR_REPORT_NAME, (int)folder, path);
    int fd = open(name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    char *text = fd < 0 ? NULL : need(MOST + 1, 1);
    size_t used = 0;
    ssize_t got = 0;

    while (text && used < MOST && (got = read(fd, text + used, MOST - used)) > 0)
        used += (size_t)got;
    if (fd >= 0)
        close(fd);
    free(name);
    if (used && got == 0)
        return text;
    free(text);
    return NULL;
}

static const char *
skip_space(const char *text)
{
    return text + strspn(text, " \t\r\n");
}

/* Where the value of a key begins, in what is left of an object; NULL: it has none. */
static const char *
value_of(const char *text, const char *key)
{
    const char *end = strchr(text, '}'), *found = strstr(text, key);

    return found && (!end || found < end) ? skip_space(found + strlen(key)) : NULL;
}

static bool
find(const char *text, const char *name, uint64_t *records)
{
    static const char key[] = "\"name\":";
    size_t length = strlen(name);

    while ((text = strstr(text, key))) {
        const char *value;

        text = skip_space(text + sizeof key - 1);
        if (*text != '"' || strncmp(text + 1, name, length) != 0 || text[1 + length] != '"')
            continue;
        value = value_of(text, "\"records\":");
        if (value && *value >= '0' && *value <= '9') {
            *records = strtoull(value, NULL, 10);
            return true;
        }
    }
    return false;
}

bool
run_report_records(const char *path, uint64_t *records)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path, *status;
    char *text = read_report(path, (size_t)(name - path));
    bool found = false;

    status = text ? value_of(text, "\"status\":") : NULL;
    if (status && strncmp(status, "\"running\"", 9) != 0)
        found = find(text, name, records);
    free(text);
    return found;
}
