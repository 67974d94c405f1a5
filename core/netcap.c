/* SPDX-License-Identifier: Apache-2.0 */
/* The netcap program: sub-commands that read what netcapd wrote. */
#include "config.h"

#include "netcap_manual.h"

#include "base/alike.h"
#include "base/argtable_completion.h"
#include "base/argtable_print.h"
#include "commands/command.h"
#include "commands/commands.h"
#include "exchange/exchange.h"
#include "exchange/transports.h"
#include "exchange/verify_collected.h"
#include "kit/kit.h"
#include "records/schemas.h"
#include "records/verified.h"
#include "report/library.h"

#include <signal.h>
#include <string.h>

#define ROW(it) &it,
static const struct command *const commands[] = { COMMANDS(ROW) KIT_COMMANDS(ROW)
                                                      EXCHANGE_COMMANDS(ROW) };
enum { N_COMMANDS = sizeof commands / sizeof *commands, PAGE_NAME = 64 };

enum {
    OPT_NONE, OPT_SCHEMAS, OPT_DAMAGED, OPT_MAN, OPT_COMPLETION, OPT_COMPLETION_ZSH,
    OPT_COMPLETION_FISH, OPT_VERSION, OPT_HELP,
};

static const struct arg_row rows[] = {
    { OPT_SCHEMAS, 0, "schemas", "DIR", NULL, "Before a command",
      "where there are schemas, TYPE.desc, for files that have none, as those of the original "
      "netcap; those installed with the plugins if nothing is said",
      NULL },
    { OPT_DAMAGED, 0, "damaged", NULL, NULL, NULL,
      "read of a damaged block what stands before the damage, which its checksum does not vouch "
      "for: a file that is one block and cut off, as of the original netcap when it is killed",
      NULL },
    { OPT_MAN, 0, "man", NULL, NULL, "Options",
      "print the manual page of netcap, or of a COMMAND behind it, for 'man -l -'", NULL },
    { OPT_COMPLETION, 0, "completion", NULL, NULL, NULL,
      "print the completion for bash, to be sourced", NULL },
    { OPT_COMPLETION_ZSH, 0, "completion-zsh", NULL, NULL, NULL, "the same for zsh", NULL },
    { OPT_COMPLETION_FISH, 0, "completion-fish", NULL, NULL, NULL, "and for fish", NULL },
    { OPT_VERSION, 'V', "version", NULL, NULL, NULL, "print the version", NULL },
    { OPT_HELP, 'h', "help", NULL, NULL, NULL, "print this help", NULL },
};

static const struct argtable netcap_table = {
    "netcap",
    "COMMAND [ARGUMENT...]",
    "Reads the audit records that netcapd wrote.",
    .rows = rows,
    .count = sizeof rows / sizeof *rows,
};

static void
print_help(void)
{
    argtable_help(&netcap_table, stdout);
    puts("\nCommands, each with its own --help:");
    for (size_t i = 0; i < N_COMMANDS; i++)
        printf("  %-12s  %s\n", commands[i]->name, commands[i]->brief);
}

/* "dump, fields or info". */
static const char *
names(const char *last)
{
    static char list[400];
    size_t used = 0;

    for (size_t i = 0; i < N_COMMANDS && used < sizeof list; i++)
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%s",
                                 i == 0               ? ""
                                 : i < N_COMMANDS - 1 ? ", "
                                                      : last,
                                 commands[i]->name);
    return list;
}

static int
unknown_command(const char *name)
{
    struct alike alike = alike_to(name, strlen(name));
    char question[ALIKE_TEXT];

    for (size_t i = 0; i < N_COMMANDS; i++)
        alike_offer(&alike, commands[i]->name);
    if (alike.count)
        say_error("unknown command '%.64s'%s see 'netcap --help'", name,
                  alike_question(&alike, "", question));
    else
        say_error("unknown command '%.64s', expected %s; see 'netcap --help'", name,
                  names(" or "));
    return STATUS_USAGE;
}

/* Of two words that are one command a page has "-" between them, and people a blank. */
static bool
is_called(const struct command *command, const char *name)
{
    const char *at = command->name;

    for (; *at && (*at == *name || (*at == ' ' && *name == '-')); name++)
        at++;
    return !*at && !*name;
}

static const struct command *
find_command(const char *name)
{
    for (size_t i = 0; i < N_COMMANDS; i++)
        if (is_called(commands[i], name))
            return commands[i];
    return NULL;
}

/* "plugin", of which others say what is to be done with it. */
static bool
is_first_word(const char *word)
{
    const size_t length = strlen(word);

    for (size_t i = 0; i < N_COMMANDS; i++)
        if (strncmp(commands[i]->name, word, length) == 0 && commands[i]->name[length] == ' ')
            return true;
    return false;
}

/* The name of a page: "netcap-plugin-new". */
static const char *
page_of(const struct command *command, char to[PAGE_NAME])
{
    snprintf(to, PAGE_NAME, "netcap-%s", command->name);
    for (char *at = to; *at; at++)
        if (*at == ' ')
            *at = '-';
    return to;
}

/* netcap(1) has the commands in place of their options. */
static size_t
list_commands(struct manual_row *to)
{
    static char terms[N_COMMANDS][PAGE_NAME + 3];
    char page[PAGE_NAME];

    for (size_t i = 0; i < N_COMMANDS; i++) {
        snprintf(terms[i], sizeof terms[i], "%s(1)", page_of(commands[i], page));
        to[i] = (struct manual_row){ i == 0 ? "COMMANDS" : NULL, terms[i], commands[i]->brief };
    }
    return N_COMMANDS;
}

static void
print_page(const char *page, const char *brief, const struct argtable *table,
           const struct manual_row *notes, size_t count)
{
    argtable_manual(&(struct manual){ page, PACKAGE_VERSION, brief, table, notes, count }, stdout);
}

static int
print_man(const char *name)
{
    static struct manual_row notes[N_COMMANDS + NETCAP_MANUAL_ROWS];
    const struct command *command = name ? find_command(name) : NULL;
    char page[PAGE_NAME];
    size_t count;

    if (name && !command)
        return unknown_command(name);
    if (command) {
        print_page(page_of(command, page), command->brief, command->table, notes,
                   netcap_manual_of(command->name, notes));
        return STATUS_DONE;
    }
    count = list_commands(notes);
    count += netcap_manual_of(NULL, notes + count);
    print_page("netcap", "read audit records of network traffic", &netcap_table, notes, count);
    return STATUS_DONE;
}

static int
print_completion(enum shell shell)
{
    const struct argtable *tables[N_COMMANDS + 1] = { &netcap_table };

    for (size_t i = 0; i < N_COMMANDS; i++)
        tables[i + 1] = commands[i]->table;
    argtable_completion(shell, "netcap", tables, N_COMMANDS + 1, stdout);
    return STATUS_DONE;
}

static const char *
take_option(void *context, const struct arg_row *row, const char *value)
{
    (void)value;
    *(int *)context = row->id;
    return NULL;
}

static int
run_option(int argc, char **argv)
{
    int option = OPT_NONE;
    int operands = argtable_parse(&netcap_table, argc, argv, take_option, &option);

    if (operands < 0)
        return STATUS_USAGE;
    switch (option) {
    case OPT_MAN: return print_man(operands ? argv[0] : NULL);
    case OPT_COMPLETION: return print_completion(SHELL_BASH);
    case OPT_COMPLETION_ZSH: return print_completion(SHELL_ZSH);
    case OPT_COMPLETION_FISH: return print_completion(SHELL_FISH);
    case OPT_VERSION:
        puts("netcap " PACKAGE_VERSION);
        transports_print(stdout);
        library_print(stdout);
        return STATUS_DONE;
    case OPT_HELP: print_help(); return STATUS_DONE;
    default:
        say_error("expected a command: %s; see 'netcap --help'", names(", "));
        return STATUS_USAGE;
    }
}

/* An option that stands before the command; how many arguments that is. */
static int
take_before(int argc, char **argv)
{
    static const char name[] = "--schemas";
    size_t length = sizeof name - 1;

    if (argc > 1 && strcmp(argv[1], "--damaged") == 0) {
        verified_give_all();
        return 1;
    }
    if (argc < 2 || strncmp(argv[1], name, length) != 0)
        return 0;
    if (argv[1][length] == '=') {
        schemas_look_in(argv[1] + length + 1);
        return 1;
    }
    if (argv[1][length] || argc < 3)
        return 0;
    schemas_look_in(argv[2]);
    return 2;
}

/* Of two words the first alone: what can be done with it. */
static int
run_first_word(const char *word, const char *option)
{
    const size_t length = strlen(word);
    const bool help = strcmp(option, "--help") == 0 || strcmp(option, "-h") == 0;

    if (!help) {
        say_error("expected a command behind '%s'; see 'netcap %s --help'", word, word);
        return STATUS_USAGE;
    }
    printf("Usage: netcap %s COMMAND [ARGUMENT...]\n\nCommands, each with its own --help:\n", word);
    for (size_t i = 0; i < N_COMMANDS; i++)
        if (strncmp(commands[i]->name, word, length) == 0 && commands[i]->name[length] == ' ')
            printf("  %-9s  %s\n", commands[i]->name + length + 1, commands[i]->brief);
    return STATUS_DONE;
}

/* "netcap plugin new NAME". */
static int
run_two_words(int argc, char **argv)
{
    char name[PAGE_NAME];
    const struct command *command;

    if (argc < 3 || argv[2][0] == '-')
        return run_first_word(argv[1], argc > 2 ? argv[2] : "");
    snprintf(name, sizeof name, "%s %s", argv[1], argv[2]);
    command = find_command(name);
    if (!command)
        return unknown_command(name);
    say_setup(command->table->command, 0);
    return command->run(argc - 2, argv + 2);
}

static int
run_command(int argc, char **argv)
{
    const struct command *command;

    for (int n; (n = take_before(argc, argv)) > 0; argc -= n)
        argv += n;
    if (argc < 2 || argv[1][0] == '-')
        return run_option(argc, argv);
    if (is_first_word(argv[1]))
        return run_two_words(argc, argv);
    command = find_command(argv[1]);
    if (!command)
        return unknown_command(argv[1]);
    say_setup(command->table->command, 0);
    return command->run(argc - 1, argv + 1);
}

int
main(int argc, char **argv)
{
    /* "netcap dump FILE | head": the write says so, and the end is a quiet one. */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    say_streams();
    say_setup("netcap", 0);
    verify_untold_by(&verify_collected);
    return say_printed(run_command(argc, argv), false);
}
