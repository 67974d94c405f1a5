/* SPDX-License-Identifier: Apache-2.0 */
#include "each/earlier.h"

#include "base/file_text.h"
#include "base/json_tree.h"
#include "base/memory.h"
#include "base/our_file.h"
#include "base/path.h"
#include "run/report_made.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Some hundred files, and as many warnings, are far less. */
enum { REPORT_MOST = 4 << 20, REPORT_IN_MEMORY = 32 << 20 };

/* A run's report, for as long as it is open. */
struct earlier_report {
    char *text;
    struct pool pool;
};

/* False when there is none, or it cannot be read to its end. */
static bool
open_report(struct earlier_report *report, const char *folder)
{
    char *path = path_join(folder, OUR_REPORT_NAME, "");
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

    *report = (struct earlier_report){ .pool.budget = REPORT_IN_MEMORY };
    report->text = fd < 0 ? NULL : file_text(fd, REPORT_MOST);
    if (fd >= 0)
        close(fd);
    free(path);
    return report->text && *report->text;
}

static void
close_report(struct earlier_report *report)
{
    pool_free(&report->pool);
    free(report->text);
}

/* Whether it stands there as this run would write it. */
static bool
has_input(const struct earlier_report *report, const struct input *input)
{
    struct textbuf same = { .fd = -1 };
    bool has;

    report_input(&same, input);
    text_char(&same, '\0');
    has = strstr(report->text, same.data);
    textbuf_free(&same);
    return has;
}

static enum earlier
judge(struct earlier_report *report, const struct input *input, int *exit_status)
{
    const bool same = has_input(report, input); /* before the text is taken apart */
    const struct json *says = json_read(&report->pool, report->text);
    const struct json *interrupted = json_member(says, "interrupted");
    const char *status = json_text(says, "status");
    uint64_t number = STATUS_DONE;

    json_number(says, "exit_status", &number);
    *exit_status = (int)number;
    if (!interrupted || interrupted->kind != JSON_FALSE || !status ||
        (strcmp(status, "done") != 0 && strcmp(status, "partial") != 0))
        return EARLIER_CUT;
    return same ? EARLIER_WHOLE : EARLIER_CHANGED;
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
    struct earlier_report report;
    bool there = open_report(&report, folder);
    const struct json *says = there ? json_read(&report.pool, report.text) : NULL;
    const struct json *then = json_member(says, "options");
    char *otherwise = compare(then ? then->first : NULL, options);

    close_report(&report);
    return otherwise;
}

/* Killed before it wrote anything else. */
static bool
has_begun_report(const char *folder)
{
    char *path = path_join(folder, OUR_REPORT_NAME, ""), *part = need_text("%s" OUR_PART, path);
    bool begun = access(path, F_OK) && access(part, F_OK) == 0;

    free(part);
    free(path);
    return begun;
}

enum earlier
earlier_look(const char *folder, const struct input *input, int *exit_status)
{
    struct earlier_report report;
    enum earlier earlier = EARLIER_NONE;

    *exit_status = STATUS_DONE;
    if (open_report(&report, folder))
        earlier = judge(&report, input, exit_status);
    else if (has_begun_report(folder))
        earlier = EARLIER_CUT;
    close_report(&report);
    return earlier;
}
