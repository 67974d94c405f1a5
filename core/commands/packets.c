/* SPDX-License-Identifier: Apache-2.0 */
/* "netcap packets": from records back to their packets. */
#include "base/argtable_print.h"
#include "base/memory.h"
#include "base/our_file.h"
#include "capture/capture.h"
#include "capture/capture_writer.h"
#include "commands/commands.h"
#include "records/packet_numbers.h"
#include "records/paths.h"
#include "records/unfinished.h"
#include "sandbox/sandbox.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILE_MODE = 0640, OPT_READ = 0, OPT_WRITE, OPT_OVERWRITE };
#define NOTHING SIZE_MAX
enum { BATCH_PACKETS = 4096, BATCH_BYTES = 8 << 20 };

static const struct arg_row rows[] = {
    { OPT_READ, 'r', "read", "CAPTURE", NULL, "Packets",
      "the capture that netcapd read, a file or folder; more of them as netcapd was given them",
      &arg_several },
    { OPT_WRITE, 'w', "write", "FILE", NULL, NULL,
      "where the packets are written to, NAME.pcapng or NAME.pcapng.gz", NULL },
    { OPT_OVERWRITE, 0, "overwrite", NULL, NULL, NULL,
      "replace a file that is there, once the new one is whole", NULL },
    CHOOSE_ROWS("Selection"),
    CHOOSE_ORDER_ROWS("at most N records of each file"),
    { COMMAND_HELP, 'h', "help", NULL, NULL, NULL, "print this help", NULL },
};

static const struct argtable table = {
    "netcap packets",
    "FILE|DIR...",
    "Writes the packets that records are of, by the packet numbers in them, in the capture's "
    "order. "
    "Records of headers have them when netcapd ran with --packet-numbers=on, those of what a "
    "transport carries always; what is of many packets has none.",
    .rows = rows,
    .count = sizeof rows / sizeof *rows,
};

struct packets {
    struct choice choice;
    const char **captures;
    size_t n_captures;
    const char *to;
    bool overwrite, help, plain;
    char *folder_name, *stem;
    struct out_folder folder;
    struct packet_numbers numbers;
    char *const *operands;
    size_t n_operands;
    size_t unfinished; /* see records/unfinished.h; NOTHING */
    bool strange;      /* a packet is not of the time that its record has */
};

static const char *
take_option(void *context, const struct arg_row *row, const char *value)
{
    struct packets *packets = context;
    bool choice;
    const char *expected = choice_take(&packets->choice, row, value, &choice);

    if (choice)
        return expected;
    switch (row->id) {
    case OPT_READ:
        packets->captures =
            grow(packets->captures, (packets->n_captures + 1) * sizeof *packets->captures);
        packets->captures[packets->n_captures++] = value;
        break;
    case OPT_WRITE: packets->to = value; break;
    case OPT_OVERWRITE: packets->overwrite = true; break;
    default: packets->help = true; break;
    }
    return NULL;
}

static bool
cut_end(char *name, const char *end)
{
    size_t size = strlen(name), length = strlen(end);

    if (size <= length || strcmp(name + size - length, end) != 0)
        return false;
    name[size - length] = '\0';
    return true;
}

/* The folder and the name that --write is made of. */
static bool
take_target(struct packets *packets)
{
    const char *slash = strrchr(packets->to, '/');

    packets->stem = need_copy(slash ? slash + 1 : packets->to);
    packets->folder_name = need_copy(slash ? packets->to : ".");
    if (slash)
        packets->folder_name[slash == packets->to ? 1 : slash - packets->to] = '\0';
    packets->plain = cut_end(packets->stem, ".pcapng");
    if (packets->plain || cut_end(packets->stem, ".pcapng.gz"))
        return true;
    say_error("--write=%s: expected a name that ends with .pcapng or .pcapng.gz", packets->to);
    return false;
}

static bool
is_complete(const struct packets *packets, int files)
{
    if (files == 0)
        say_error("expected the name of a file of records; see 'netcap packets --help'");
    else if (!packets->n_captures)
        say_error("expected --read=CAPTURE, what netcapd read; see 'netcap packets --help'");
    else if (!packets->to)
        say_error("expected --write=FILE, where the packets go; see 'netcap packets --help'");
    return files && packets->n_captures && packets->to;
}

/* The file of records that this is; NULL: none. */
static const char *
reads_records(const struct packets *packets, const struct stat *about)
{
    for (size_t i = 0; i < packets->n_operands; i++) {
        struct stat operand;

        if (stat(packets->operands[i], &operand) == 0 && operand.st_dev == about->st_dev &&
            operand.st_ino == about->st_ino)
            return packets->operands[i];
    }
    return NULL;
}

/* Whether the file may be made: what is read is never replaced. */
static bool
is_free(const struct packets *packets, const struct capture *capture)
{
    char *name = need_text("%s%s", packets->stem, packets->plain ? ".pcapng" : ".pcapng.gz");
    bool there = out_folder_has(&packets->folder, name);
    struct stat about;
    const char *same = NULL;

    if (there && fstatat(packets->folder.fd, name, &about, 0) == 0) {
        same = capture_reads(capture, &about);
        same = same ? same : reads_records(packets, &about);
    }
    free(name);
    if (same)
        say_error("--write=%s: this is what is read: give another name", packets->to);
    else if (there && !packets->overwrite)
        say_error("--write=%s: it is there already: give another name, or replace it with "
                  "--overwrite",
                  packets->to);
    return !same && (!there || packets->overwrite);
}

static enum status
add_numbers(void *context, struct record_file *file, struct textbuf *to)
{
    struct packets *packets = context;

    if (!command_has_schema(file, to))
        return STATUS_PARTIAL;
    return packet_numbers_add(&packets->numbers, &packets->choice, file);
}

/* Records have microseconds, or all of the time. */
static bool
is_of_time(const struct packet *packet, wide time)
{
    const wide captured = (wide)packet->seconds * 1000000000 + packet->nanoseconds;

    return packet->timeless || time == captured || time == captured - packet->nanoseconds % 1000;
}

/* The packets of a batch that are wanted; `at` is the first number that was not found so far. */
static bool
copy_batch(struct packets *packets, const struct capture_buffer *batch, size_t count,
           size_t *at, struct capture_writer *to)
{
    const struct packet_numbers *numbers = &packets->numbers;

    for (size_t i = 0; i < count && *at < numbers->count; i++) {
        const struct packet *packet = &batch->packets[i];

        if (packet->number < numbers->list[*at])
            continue;
        ++*at;
        packets->strange |= packet->number == numbers->probe &&
                            !is_of_time(packet, numbers->probe_time);
        if (!capture_writer_add(to, packet, batch->data + packet->offset, NULL))
            return false;
        if (packets->unfinished == NOTHING)
            packets->unfinished =
                unfinished_begin(packets->folder.fd, capture_writer_stats(to).name);
    }
    return true;
}

/* False when they could not be written. */
static bool
copy_packets(struct packets *packets, struct capture *capture, struct capture_writer *to,
             size_t *found)
{
    struct capture_buffer batch = { .data = need(BATCH_BYTES, 1),
                                    .size = BATCH_BYTES,
                                    .packets = need(BATCH_PACKETS, sizeof *batch.packets),
                                    .max_packets = BATCH_PACKETS };
    bool written = true;
    long count;

    while (written && *found < packets->numbers.count &&
           (count = capture_fill(capture, &batch, -1)) != CAPTURE_END)
        if (count > 0)
            written = copy_batch(packets, &batch, (size_t)count, found, to);
    written = written && capture_writer_finish(to, true);
    if (!written && capture_writer_stats(to).name)
        unlinkat(packets->folder.fd, capture_writer_stats(to).name, 0);
    if (packets->unfinished != NOTHING)
        unfinished_end(packets->unfinished);
    free(batch.data);
    free(batch.packets);
    return written;
}

static enum status
write_packets(struct packets *packets, struct capture *capture)
{
    struct capture_writer *to = capture_writer_open(&packets->folder, packets->stem, UINT64_MAX);
    enum status status = STATUS_FAILED;
    size_t found = 0;

    if (!to)
        return STATUS_FAILED;
    if (packets->plain)
        capture_writer_plain(to);
    if (copy_packets(packets, capture, to, &found))
        status = capture_damaged(capture) ? STATUS_PARTIAL : STATUS_DONE;
    capture_writer_free(to);
    if (status != STATUS_FAILED && found == 0)
        say_error("no packets, and so no %s", packets->to);
    if (status != STATUS_FAILED && packets->strange) {
        say_error("packet %" PRIu64 " was captured at another time than its record says: expected "
                  "the capture that netcapd read",
                  packets->numbers.probe);
        status = STATUS_PARTIAL;
    }
    if (status == STATUS_FAILED || found == packets->numbers.count)
        return status;
    say_error("%zu of %zu packets are not in the capture, the first is number %" PRIu64
              ": expected all that netcapd read, in the same order",
              packets->numbers.count - found, packets->numbers.count, packets->numbers.list[found]);
    return STATUS_PARTIAL;
}

static enum status
find_packets(struct packets *packets, struct capture *capture)
{
    struct textbuf nothing = { .fd = -1 };
    struct paths paths;
    enum status status = paths_list(&paths, packets->operands, packets->n_operands);

    status = command_worse(
        status, command_each_file(paths.list, paths.n, "", add_numbers, packets, &nothing));
    paths_free(&paths);
    textbuf_free(&nothing);
    packet_numbers_sort(&packets->numbers);
    if (status != STATUS_DONE && status != STATUS_PARTIAL)
        return status;
    return command_worse(status, write_packets(packets, capture));
}

/* From here on what is read, and the folder, are all that can be reached. */
static bool
confine(const struct packets *packets)
{
    struct path_rule *rules = need(packets->n_operands + packets->n_captures + 1, sizeof *rules);
    size_t n = 0;
    bool confined;

    for (size_t i = 0; i < packets->n_operands; i++)
        rules[n++] = (struct path_rule){ packets->operands[i], PATH_READ };
    for (size_t i = 0; i < packets->n_captures; i++)
        rules[n++] = (struct path_rule){ packets->captures[i], PATH_READ };
    rules[n++] = (struct path_rule){ packets->folder_name, PATH_WRITE };
    confined = sandbox_program(&profile_writer, rules, n);
    free(rules);
    return confined;
}

static enum status
run_in_folder(struct packets *packets)
{
    const struct capture_options options = { .inputs = packets->captures,
                                             .n_inputs = packets->n_captures };
    int status = STATUS_FAILED;
    struct capture *capture;

    unfinished_watch(&packets->folder);
    if (!confine(packets))
        return STATUS_FAILED;
    capture = capture_open(&options, &status);
    if (!capture)
        return (enum status)status;
    status = is_free(packets, capture) ? find_packets(packets, capture) : STATUS_USAGE;
    capture_close(capture);
    return (enum status)status;
}

static int
run(int argc, char **argv)
{
    struct packets packets = { .choice = CHOICE_ALL, .operands = argv, .unfinished = NOTHING };
    int files = argtable_parse(&table, argc, argv, take_option, &packets);
    enum status status = STATUS_USAGE;

    packets.n_operands = files > 0 ? (size_t)files : 0;
    if (files >= 0 && packets.help) {
        argtable_help(&table, stdout);
        status = STATUS_DONE;
    } else if (files >= 0 && is_complete(&packets, files) && take_target(&packets)) {
        status =
            out_folder_open(&packets.folder, packets.folder_name, FILE_MODE, packets.overwrite);
        if (status == STATUS_DONE) {
            status = run_in_folder(&packets);
            out_folder_close(&packets.folder);
        }
    }
    packet_numbers_free(&packets.numbers);
    free(packets.captures);
    free(packets.folder_name);
    free(packets.stem);
    return status;
}

const struct command command_packets = {
    .name = "packets",
    .brief = "write the packets of a capture that records are of",
    .table = &table,
    .profile = &profile_writer,
    .run = run,
};
