/* SPDX-License-Identifier: Apache-2.0 */
#include "each/earlier.h"

#include "base/json_tree.h"
#include "base/memory.h"
#include "base/our_file.h"
#include "base/path.h"
#include "run/report_made.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Some hundred files, and as many warnings, are far less. */
enum { REPORT_MOST = 4 << 20, REPORT_IN_MEMORY = 32 << 20 };

/* What it holds, allocated; NULL when it cannot be read to its end. */
static char *
read_report(const char *path)
{
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    char *text = fd < 0 ? NULL : need(1, REPORT_MOST + 1);
    size_t used = 0;
    ssize_t got = 0;

    while (text && used < REPORT_MOST &&
           ((got = read(fd, text + used, REPORT_MOST - used)) > 0 || (got < 0 && errno == EINTR)))
        used += got > 0 ? (size_t)got : 0;
    if (fd >= 0)
        close(fd);
    if (got == 0 && used)
        return text;
    free(text);
    return NULL;
}

/* What stands behind a key; "" when it is not there.  In texts of the report quotes are escaped. */
static const char *
value_of(const char *report, const char *key)
{
    const char *found = strstr(report, key);

    found = found ? found + strlen(key) : "";
    return found + strspn(found, " \t\r\n");
}

static bool
begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static enum earlier
judge(const char *report, const struct input *input, int *exit_status)
{
    const char *status = value_of(report, "\"status\":");
    struct textbuf same = { .fd = -1 };
    enum earlier earlier = EARLIER_WHOLE;

    *exit_status = (int)strtol(value_of(report, "\"exit_status\":"), NULL, 10);
    report_input(&same, input);
    text_char(&same, '\0');
    if (!begins(value_of(report, "\"interrupted\":"), "false") ||
        !(begins(status, "\"done\"") || begins(status, "\"partial\"")))
        earlier = EARLIER_CUT;
    else if (!strstr(report, same.data))
        earlier = EARLIER_CHANGED;
    textbuf_free(&same);
    return earlier;
}

/* What stands there that does not stand here too, at the same place; NULL: nothing. */
static char *
compare(const struct json *then, char *const *now)
{
    for (; then || *now; then = then->next, now++) {
        const char *old = then && then->kind == JSON_TEXT ? then->text : NULL;

        if (!old || !*now || strcmp(old, *now) != 0)
            return need_text("%s then, %s now", old ? old : "no more", *now ? *now : "no more");
    }
    return NULL;
}

char *
earlier_otherwise(const char *folder, char *const *options)
{
    char *path = path_join(folder, OUR_REPORT_NAME, ""), *report = read_report(path);
    struct pool pool = { .budget = REPORT_IN_MEMORY };
    const struct json *says = report ? json_read(&pool, report) : NULL;
    const struct json *then = json_member(says, "options");
    char *otherwise = compare(then ? then->first : NULL, options);

    pool_free(&pool);
    free(report);
    free(path);
    return otherwise;
}

enum earlier
earlier_look(const char *folder, const struct input *input, int *exit_status)
{
    char *path = path_join(folder, OUR_REPORT_NAME, ""), *part = need_text("%s" OUR_PART, path);
    char *report = read_report(path);
    enum earlier earlier = EARLIER_NONE;

    *exit_status = STATUS_DONE;
    if (report)
        earlier = judge(report, input, exit_status);
    else if (access(path, F_OK) && access(part, F_OK) == 0)
        earlier = EARLIER_CUT; /* killed before it wrote anything else */
    free(report);
    free(part);
    free(path);
    return earlier;
}
