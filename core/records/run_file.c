/* SPDX-License-Identifier: Apache-2.0 */
#include "records/run_file.h"

#include "base/digest.h"
#include "base/file_text.h"
#include "base/our_file.h"
#include "base/path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Of some ten thousand captures; and what it may become in memory. */
#define MOST ((size_t)64 << 20)
#define MOST_IN_MEMORY ((size_t)512 << 20)

#define SUM ",\n  \"sum\": \""

/* NULL with errno set when it cannot be read, EFBIG when it is larger than any report. */
char *
run_file_read(const char *path)
{
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    char *text = fd < 0 ? NULL : file_text(fd, MOST);
    int why = errno;

    if (fd >= 0)
        close(fd);
    errno = why;
    return text;
}

/* It ends with a sum of all that stands before that. */
static bool
is_whole(const char *text)
{
    char sum[DIGEST_TEXT];
    const char *at = NULL, *next = text;
    struct digest digest;

    while ((next = strstr(next, SUM)))
        at = next++;
    if (!at)
        return false;
    digest_begin(&digest);
    digest_add(&digest, text, (size_t)(at - text));
    digest_text(&digest, sum);
    at += sizeof SUM - 1;
    return strncmp(at, sum, sizeof sum - 1) == 0 && strcmp(at + sizeof sum - 1, "\"\n}\n") == 0;
}

static enum status
wrong(const struct run_file *run, const char *what)
{
    say_error("%s: %s", run->path, what);
    return STATUS_PARTIAL;
}

/* Without a word; false with errno set when there is no text. */
static bool
open_quietly(struct run_file *run, const char *path)
{
    const char *slash = strrchr(path, '/');
    bool folder = path_is_folder(path);

    *run = (struct run_file){ .pool.budget = MOST_IN_MEMORY };
    run->path = folder ? path_join(path, OUR_REPORT_NAME, "") : need_copy(path);
    run->folder = folder  ? need_copy(path)
                  : slash ? need_text("%.*s", (int)(slash - path), path)
                          : need_copy(".");
    run->text = run_file_read(run->path);
    if (!run->text)
        return false;
    run->whole = is_whole(run->text);
    run->says = json_read(&run->pool, run->text);
    return true;
}

enum status
run_file_open(struct run_file *run, const char *path)
{
    if (!open_quietly(run, path)) {
        if (errno == EFBIG)
            say_error("%s: is larger than %zu MiB, which no " OUR_REPORT_NAME " is", run->path,
                      MOST >> 20);
        else
            say_error("%s: cannot be read: %s", run->path, strerror(errno));
        return STATUS_FAILED;
    }
    if (!run->says || !json_member(run->says, "files"))
        return wrong(run, "is no report of a run, or damaged");
    return STATUS_DONE;
}

enum status
run_file_sound(const struct run_file *run)
{
    if (strcmp(run_file_text(run, "status"), "running") == 0)
        return wrong(run, "the run goes on, or it was killed: nothing can be said of its files");
    if (!json_member(run->says, "sum"))
        return wrong(run, "has no sums of files: an earlier version has written it");
    return run->whole ? STATUS_DONE : wrong(run, "is not as it was written: its own sum is wrong");
}

void
run_file_close(struct run_file *run)
{
    pool_free(&run->pool);
    free(run->text);
    free(run->folder);
    free(run->path);
}

const char *
run_file_text(const struct run_file *run, const char *key)
{
    const char *text = json_text(run->says, key);

    return text ? text : "";
}

const struct json *
run_file_list(const struct run_file *run, const char *key)
{
    const struct json *list = json_member(run->says, key);

    return list && list->kind == JSON_LIST ? list->first : NULL;
}

bool
run_file_records(const char *path, uint64_t *records)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path, *called;
    char *told = our_file_report(name),
         *report = need_text("%.*s%s", (int)(name - path), path, told);
    struct run_file run;
    bool found = false;

    if (open_quietly(&run, report) && json_text(run.says, "status") &&
        strcmp(json_text(run.says, "status"), "running") != 0)
        for (const struct json *f = run_file_list(&run, "files"); f && !found; f = f->next)
            found = (called = json_text(f, "name")) && strcmp(called, name) == 0 &&
                    json_number(f, "records", records);
    run_file_close(&run);
    free(report);
    free(told);
    return found;
}

bool
file_sum(const char *path, struct file_sum *sum)
{
    static uint8_t bytes[256 << 10];
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC), why;
    struct digest digest;
    ssize_t got = -1;

    sum->bytes = 0;
    digest_begin(&digest);
    while (fd >= 0 && (got = read(fd, bytes, sizeof bytes)) > 0) {
        digest_add(&digest, bytes, (size_t)got);
        sum->bytes += (uint64_t)got;
    }
    why = errno;
    if (fd >= 0)
        close(fd);
    digest_text(&digest, sum->sha256);
    errno = why;
    return got == 0;
}
