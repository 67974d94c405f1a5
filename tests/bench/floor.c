/* SPDX-License-Identifier: Apache-2.0 */
/* What netcapd cannot go below: reading a capture with libpcap, and compressing the very bytes
 * that netcapd wrote, on a given number of processes.
 *
 * usage: floor CAPTURE [PROCESSES RECORDS...]
 *
 * RECORDS are files of an uncompressed run.  Prints how many packets there were. */
#include "base/compress.h"
#include "shared/shared.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FILES_MAX = 256, CACHE_LINE = 64 };

struct work {
    struct records {
        const uint8_t *bytes;
        size_t size, blocks;
    } files[FILES_MAX];
    size_t n;
    _Atomic size_t *next; /* the first block that nobody has taken */
};

static _Noreturn void
fail(const char *name, const char *why)
{
    fprintf(stderr, "floor: %s: %s\n", name, why);
    exit(EXIT_FAILURE);
}

/* A byte of each cache line is looked at, so that the packet has to come from memory. */
static uint64_t
read_capture(const char *path)
{
    char why[PCAP_ERRBUF_SIZE];
    pcap_t *capture = pcap_open_offline(path, why);
    struct pcap_pkthdr *header;
    const u_char *bytes;
    volatile unsigned seen = 0;
    uint64_t packets = 0;
    int got;

    if (!capture)
        fail(path, why);
    while ((got = pcap_next_ex(capture, &header, &bytes)) == 1) {
        unsigned sum = 0;

        for (uint32_t i = 0; i < header->caplen; i += CACHE_LINE)
            sum += bytes[i];
        seen += sum;
        packets++;
    }
    if (got != PCAP_ERROR_BREAK)
        fail(path, pcap_geterr(capture));
    pcap_close(capture);
    (void)seen;
    return packets;
}

static struct records
map_records(const char *path)
{
    struct records file = { .bytes = NULL };
    struct stat status;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0 || fstat(fd, &status))
        fail(path, strerror(errno));
    file.size = (size_t)status.st_size;
    file.blocks = (file.size + BLOCK_TARGET - 1) / BLOCK_TARGET;
    if (file.size) {
        void *bytes = mmap(NULL, file.size, PROT_READ, MAP_SHARED, fd, 0);

        if (bytes == MAP_FAILED)
            fail(path, strerror(errno));
        file.bytes = bytes;
    }
    close(fd);
    return file;
}

/* Compresses blocks until none is left. */
static void
compress_share(const struct work *work)
{
    static uint8_t packed[BLOCK_PACKED];

    for (;;) {
        size_t block = atomic_fetch_add(work->next, 1), i = 0, from, size;

        while (i < work->n && block >= work->files[i].blocks)
            block -= work->files[i++].blocks;
        if (i == work->n)
            return;
        from = block * BLOCK_TARGET;
        size = work->files[i].size - from;
        if (!compress_block(work->files[i].bytes + from, size < BLOCK_TARGET ? size : BLOCK_TARGET,
                            packed, sizeof packed))
            fail("a block of the records", "cannot be compressed");
    }
}

static void
start_helpers(const struct work *work, unsigned long processes)
{
    for (unsigned long i = 1; i < processes; i++) {
        pid_t pid = fork();

        if (pid < 0)
            fail("cannot start a process", strerror(errno));
        if (pid == 0) {
            compress_share(work);
            exit(EXIT_SUCCESS);
        }
    }
}

static void
wait_for_helpers(void)
{
    int status;

    while (wait(&status) > 0)
        if (!WIFEXITED(status) || WEXITSTATUS(status) != EXIT_SUCCESS)
            fail("a process", "did not do its share");
}

int
main(int argc, char **argv)
{
    static struct work work;
    unsigned long processes = argc > 2 ? strtoul(argv[2], NULL, 10) : 1;
    uint64_t packets;

    if (argc < 2 || argc > FILES_MAX || processes < 1 || processes > WORKERS_MAX) {
        fputs("usage: floor CAPTURE [PROCESSES RECORDS...]\n", stderr);
        return 2;
    }
    for (int i = 3; i < argc; i++)
        work.files[work.n++] = map_records(argv[i]);
    work.next = mmap(NULL, sizeof *work.next, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                     -1, 0);
    if (work.next == MAP_FAILED)
        fail("no memory", strerror(errno));
    start_helpers(&work, processes);
    packets = read_capture(argv[1]);
    compress_share(&work);
    wait_for_helpers();
    printf("%" PRIu64 "\n", packets);
    return EXIT_SUCCESS;
}
