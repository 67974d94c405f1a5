/* SPDX-License-Identifier: Apache-2.0 */
/* "netcap status": how runs of netcapd go that have not ended. */
#include "base/argtable_print.h"
#include "base/figures.h"
#include "base/file_text.h"
#include "base/moment.h"
#include "base/our_file.h"
#include "base/path.h"
#include "base/visible.h"
#include "commands/commands.h"
#include "commands/running.h"
#include "output/send_state.h"
#include "records/run_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { OPT_FORMAT, TEXT_SHOWN = 1024, REPORT_MOST = 64 << 20 };

static const struct arg_row rows[] = {
    { OPT_FORMAT, 0, "format", "text|json", "text json", "Options",
      "json: each run's run.json as it stands", NULL },
    { COMMAND_HELP, 'h', "help", NULL, NULL, "Messages", "print this help", NULL },
};

static const struct argtable table = {
    "netcap status",
    "[DIR|PID...]",
    "Tells how runs of netcapd go: those that write to these folders or are these processes, or "
    "all that this user may ask.",
    .rows = rows,
    .count = sizeof rows / sizeof *rows,
};

struct options {
    bool json, help;
};

static const char *
take_option(void *context, const struct arg_row *row, const char *value)
{
    struct options *to = context;

    if (row->id == OPT_FORMAT)
        to->json = strcmp(value, "json") == 0;
    else
        to->help = true;
    return NULL;
}

static uint64_t
number_of(const struct json *of, const char *key)
{
    uint64_t number = 0;

    return json_number(of, key, &number) ? number : 0;
}

/* "  packets  1,234  1,100 decoded, 134 unknown": what is 0 is left out. */
static void
print_parts(const char *name, uint64_t all, const struct json *of, const char *const *keys)
{
    char n[NUMBER_TEXT];
    const char *between = "  ";

    printf("  %-10s %15s", name, text_count(all, n));
    for (; *keys; keys++) {
        if (!number_of(of, *keys))
            continue;
        printf("%s%s %s", between, text_count(number_of(of, *keys), n), *keys);
        between = ", ";
    }
    putchar('\n');
}

static void
print_files(const struct run_file *run)
{
    uint64_t records = 0, bytes = 0, types = 0;
    char n[2][NUMBER_TEXT];

    for (const struct json *f = run_file_list(run, "files"); f; f = f->next) {
        records += number_of(f, "records");
        bytes += number_of(f, "bytes");
        types += json_text(f, "type") != NULL;
    }
    printf("  %-10s %15s  in %llu files, %s\n", "records", text_count(records, n[0]),
           (unsigned long long)types, text_size((double)bytes, n[1]));
}

static void
print_warnings(const struct run_file *run)
{
    const struct json *last = NULL;
    char shown[TEXT_SHOWN], n[NUMBER_TEXT];
    uint64_t count = number_of(run->says, "warnings_left_out");

    for (const struct json *w = run_file_list(run, "warnings"); w; w = w->next, count++)
        last = w;
    if (last && last->text)
        printf("  %-10s %15s  last: %s\n", "warnings", text_count(count, n),
               visible_string(shown, sizeof shown, last->text));
}

/* "  to send    12,345,678  bytes to tls://host:4739, connected; 3 blocks on their way, ..." */
static void
print_sending(const char *folder)
{
    static const char *const states[] = { [SEND_ENDED] = "nobody sends (netcap send --forget)",
                                          [SEND_WAITS] = "not connected",
                                          [SEND_CONNECTED] = "connected" };
    struct send_states all = send_states_read(folder);
    const int64_t now = time(NULL);
    char shown[TEXT_SHOWN], n[2][NUMBER_TEXT];

    for (size_t i = 0; i < all.n; i++) {
        const struct send_state *s = &all.list[i];

        printf("  %-10s %15s  bytes to %s: %s; %s blocks on their way, ", "to send",
               text_count(s->bytes, n[0]), visible_string(shown, sizeof shown, s->to),
               states[s->is], text_count(s->blocks, n[1]));
        if (s->acknowledged)
            printf("last acknowledged %lld s ago\n", (long long)(now - s->acknowledged));
        else
            printf("nothing acknowledged yet\n");
    }
    send_states_free(&all);
}

/* Since when, and how many a second since then. */
static void
print_times(const struct run_file *run, uint64_t packets)
{
    const char *started = run_file_text(run, "started");
    char shown[TEXT_SHOWN], n[NUMBER_TEXT];
    struct moment begun;
    double seconds = 0;

    if (moment_read(started, strlen(started), &begun, NULL))
        seconds = (double)(time(NULL) - begun.seconds);
    printf("  %-10s %15.0f s since %s", "runs", seconds,
           visible_string(shown, sizeof shown, started));
    if (seconds > 0)
        printf(", %s packets/s", text_count((uint64_t)((double)packets / seconds), n));
    putchar('\n');
}

static void
print_run(const struct run_file *run, long pid)
{
    static const char *const outcomes[] = { "decoded", "unknown", "refused", "set_aside", "dropped",
                                            NULL };
    static const char *const causes[] = { "kernel", "interface", "netcapd", NULL };
    const struct json *packets = json_member(run->says, "packets");
    const struct json *drops = json_member(run->says, "drops");
    uint64_t lost = 0;
    char shown[TEXT_SHOWN];

    for (const char *const *cause = causes; *cause; cause++)
        lost += number_of(drops, *cause);
    visible_string(shown, sizeof shown, run->folder);
    printf("%s: netcapd, process %ld, reads", shown, pid);
    for (const struct json *s = run_file_list(run, "sources"); s; s = s->next)
        printf(" %s", visible_string(shown, sizeof shown, s->text ? s->text : ""));
    putchar('\n');
    print_times(run, number_of(packets, "all"));
    print_parts("packets", number_of(packets, "all"), packets, outcomes);
    print_parts("lost", lost, drops, causes);
    print_files(run);
    print_sending(run->folder);
    print_warnings(run);
}

static enum status
print_text(const char *path)
{
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    char *text = fd < 0 ? NULL : file_text(fd, REPORT_MOST);

    if (!text)
        say_error("%s: cannot be read: %s", path, strerror(errno));
    else
        fputs(text, stdout); /* what fails is told at the end */
    if (fd >= 0)
        close(fd);
    free(text);
    return text ? STATUS_DONE : STATUS_FAILED;
}

static enum status
show(const struct options *o, const struct running *r)
{
    char *report = running_report(r->folder);
    struct run_file run;
    enum status status;

    if (access(report, F_OK) && errno == ENOENT) {
        say_error("%s: process %ld has only just begun, or just ended", r->folder, r->pid);
        status = STATUS_DONE;
    } else if (o->json) {
        status = print_text(report);
    } else {
        status = run_file_open(&run, report);
        if (status == STATUS_DONE)
            print_run(&run, r->pid);
        run_file_close(&run);
    }
    free(report);
    return status;
}

static enum status
show_all(const struct options *o, const struct running_list *all)
{
    enum status status = all->missed ? STATUS_FAILED : STATUS_DONE;

    for (size_t i = 0; i < all->n; i++)
        status = command_worse(status, show(o, &all->list[i]));
    if (!all->missed && !all->n) {
        say_error("no netcapd runs that this user may ask");
        status = STATUS_FAILED;
    }
    return status;
}

/* What a process has open is told nobody who is confined; what runs say lies in any folder. */
static int
run(int argc, char **argv)
{
    struct options options = { .json = false };
    char everywhere[] = "/", *paths[] = { everywhere };
    int n = argtable_parse(&table, argc, argv, take_option, &options);
    struct running_list all;
    enum status status = STATUS_FAILED;

    if (n < 0)
        return STATUS_USAGE;
    if (options.help) {
        argtable_help(&table, stdout);
        return STATUS_DONE;
    }
    all = n ? running_named(argv, (size_t)n) : running_all();
    if (command_confine(&profile_reader, paths, 1, NULL))
        status = show_all(&options, &all);
    running_free(&all);
    return (int)status;
}

const struct command command_status = {
    .name = "status",
    .brief = "tell how runs of netcapd go that have not ended",
    .table = &table,
    .profile = &profile_reader,
    .run = run,
};
