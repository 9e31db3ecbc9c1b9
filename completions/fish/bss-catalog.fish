# fish completion of bss-catalog, made by `make completions`

complete -c bss-catalog -s h -l help -d 'print help and exit'
complete -c bss-catalog -l version -d 'print the version and exit'
complete -c bss-catalog -n __fish_use_subcommand -f -a check -d 'find what loads and is wrong nonetheless'
complete -c bss-catalog -n '__fish_seen_subcommand_from check' -s o -l output -x -a 'text ndjson csv' -d 'form of the output (text)'
complete -c bss-catalog -n '__fish_seen_subcommand_from check' -l now -x -d 'the time to take for now'
complete -c bss-catalog -n '__fish_seen_subcommand_from check' -l strict -d 'warnings count too'
complete -c bss-catalog -n '__fish_seen_subcommand_from check' -s q -l quiet -d 'no warnings or notes'
