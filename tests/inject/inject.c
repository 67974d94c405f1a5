/* SPDX-License-Identifier: Apache-2.0 */
/* Preloaded into a program, lets one chosen call of the C library fail: see inject.py.
 *
 *     INJECT="ROLE KIND MODE K"   the Kth call of a kind that a process of that role makes
 *     INJECT_BOARD=FILE           where calls are counted, for all processes
 *
 * The role is how many forks a process is from the first one.  What libraries call inside
 * themselves, as stdio its write, does not come by here; malloc always does. */
#include "inject.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define KIND_NAME(kind) #kind,
static const char *const kinds[] = { INJECT_KINDS(KIND_NAME) };
static const char *const modes[] = { "once", "ever", "interrupt", "short" };

enum { ROLES = 4, KINDS = sizeof kinds / sizeof kinds[0], MODES = 4 };

/* What inject.py reads. */
struct board {
    _Atomic uint32_t calls[MODES][ROLES][KINDS]; /* those that the mode could strike */
    _Atomic uint32_t struck;
    char where[116]; /* the function, and who called it */
};

static struct board *board;
static uintptr_t spared_from, spared_size;
static uint32_t role, chosen_role, chosen_kind, chosen_mode, chosen_call;

static uint32_t
index_of(const char *name, const char *const *list, uint32_t n)
{
    uint32_t i = 0;

    while (i < n && strcmp(list[i], name) != 0)
        i++;
    return i;
}

static int
note_spared(struct dl_phdr_info *library, size_t size, void *context)
{
    (void)size;
    (void)context;
    for (int i = 0; i < library->dlpi_phnum && strstr(library->dlpi_name, "libseccomp"); i++)
        if (library->dlpi_phdr[i].p_type == PT_LOAD) {
            spared_from = library->dlpi_addr;
            spared_size = library->dlpi_phdr[i].p_vaddr + library->dlpi_phdr[i].p_memsz;
        }
    return 0;
}

__attribute__((constructor)) static void
begin(void)
{
    const char *path = getenv("INJECT_BOARD"), *what = getenv("INJECT");
    char kind[16] = "", mode[16] = "";
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    void *memory;

    if (fd < 0)
        return;
    if (what && sscanf(what, "%u %15s %15s %u", &chosen_role, kind, mode, &chosen_call) != 4)
        abort();
    chosen_kind = index_of(kind, kinds, KINDS);
    chosen_mode = index_of(mode, modes, MODES);
    memory = mmap(NULL, sizeof *board, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (memory == MAP_FAILED)
        abort();
    dl_iterate_phdr(note_spared, NULL);
    board = memory;
}

static const char *
file_of(const void *address)
{
    Dl_info about = { 0 };

    return dladdr(address, &about) && about.dli_fname ? about.dli_fname : "?";
}

bool
inject_is_program(const void *address)
{
    return !strstr(file_of(address), ".so");
}

/* libseccomp crashes, or goes round for ever, where it gets no memory. */
static bool
is_spared(enum inject_kind kind, const void *caller)
{
    return kind == KIND_memory && (uintptr_t)caller - spared_from < spared_size;
}

void
inject_forked(void)
{
    role++;
}

static void
note(const char *function, const void *caller)
{
    Dl_info about = { 0 };
    const char *file = dladdr(caller, &about) && about.dli_fname ? about.dli_fname : "?";
    const char *slash = strrchr(file, '/');

    snprintf(board->where, sizeof board->where, "%s called at %s+0x%lx", function,
             slash ? slash + 1 : file,
             (unsigned long)((const char *)caller - (const char *)about.dli_fbase));
}

/* One more call of that kind; whether it is to be struck in that mode. */
static bool
is_struck(enum inject_kind kind, uint32_t mode, const char *function, const void *caller)
{
    uint32_t number;
    bool struck;

    if (!board || role >= ROLES || is_spared(kind, caller))
        return false;
    number = atomic_fetch_add(&board->calls[mode][role][kind], 1) + 1;
    if (role != chosen_role || kind != chosen_kind || mode != chosen_mode || !chosen_call)
        return false;
    struck = mode == 1 ? number >= chosen_call : number == chosen_call;
    if (struck && atomic_exchange(&board->struck, 1) == 0)
        note(function, caller);
    return struck;
}

bool
inject_fails(enum inject_kind kind, int error, const char *function, const void *caller)
{
    bool once = is_struck(kind, 0, function, caller);
    bool ever = is_struck(kind, 1, function, caller);

    if (once || ever)
        errno = error;
    return once || ever;
}

bool
inject_interrupts(enum inject_kind kind, const char *function, const void *caller)
{
    if (!is_struck(kind, 2, function, caller))
        return false;
    errno = EINTR;
    return true;
}

size_t
inject_share(enum inject_kind kind, size_t n, const char *function, const void *caller)
{
    return n > 1 && is_struck(kind, 3, function, caller) ? n / 2 : n;
}
