/* SPDX-License-Identifier: Apache-2.0 */
#include "kit/static_check.h"

#include "base/elf_file.h"

#include <stdio.h>
#include <string.h>

struct telling {
    void (*say)(void *, const char *);
    void *context;
};

enum { SENTENCE = 300 };

/* What is not for plugins, and what is instead; names as the compiler may have them too. */
static const struct {
    const char *names; /* with a blank around each */
    const char *instead;
} forbidden[] = {
    { " malloc calloc realloc reallocarray aligned_alloc posix_memalign free strdup strndup ",
      "manages memory of its own: take it from the packet, with nc_alloc(), nc_new() or "
      "nc_text()" },
    { " printf fprintf vprintf vfprintf puts putchar fputs fputc putc fwrite perror __printf_chk "
      "__fprintf_chk __vfprintf_chk dprintf ",
      "prints: refuse with nc_require(), or note with nc_malformed() or nc_note(); for a look at "
      "one packet there is netcap plugin debug" },
    { " sprintf snprintf vsnprintf __sprintf_chk __snprintf_chk asprintf __asprintf_chk ",
      "formats text: nc_text(), nc_hex() and netcap/record.h make it of the packet's memory" },
    { " open open64 openat fopen fopen64 read write close socket connect ",
      "reads or writes files: a worker has none, and is ended when it tries" },
    { " fork vfork execve execvp system popen pthread_create clone ",
      "starts something: a worker cannot, and is ended when it tries" },
    { " exit _exit abort raise kill signal sigaction setjmp longjmp ",
      "ends the process or changes how it ends: refuse with nc_require()" },
    { " time gettimeofday clock_gettime rand random srand srandom getenv ",
      "asks for what is not in the packet, and so records would differ from run to run: time is "
      "the packet's" },
};

static void
look_at_call(void *context, const char *name)
{
    const struct telling *t = context;
    char wanted[128], sentence[SENTENCE];

    snprintf(wanted, sizeof wanted, " %s ", name);
    for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++)
        if (strstr(forbidden[i].names, wanted)) {
            snprintf(sentence, sizeof sentence, "calls %s(), which %s", name, forbidden[i].instead);
            t->say(t->context, sentence);
        }
}

static void
look_at_variable(void *context, const char *name, size_t size)
{
    const struct telling *t = context;
    char sentence[SENTENCE];

    if (name)
        snprintf(sentence, sizeof sentence,
                 "has a variable that outlives the packet, %s of %zu bytes: make it const, or keep "
                 "it in the state of a stream or flow",
                 name, size);
    else
        snprintf(sentence, sizeof sentence,
                 "has variables that outlive the packet, %zu bytes in all (it was stripped of "
                 "their names): make them const, or keep them in the state of a stream or flow",
                 size);
    t->say(t->context, sentence);
}

void
static_check_variables(const char *file, void say(void *, const char *), void *context)
{
    struct elf_file *f = elf_file_open(file);
    struct telling t = { say, context };

    if (f)
        elf_file_variables(f, look_at_variable, &t);
    else
        say(context, "is no shared object of 64 bits: build it with cc -shared -fPIC");
    elf_file_close(f);
}

void
static_check_calls(const char *file, void say(void *, const char *), void *context)
{
    struct elf_file *f = elf_file_open(file);
    struct telling t = { say, context };

    if (f)
        elf_file_imports(f, look_at_call, &t);
    elf_file_close(f);
}
