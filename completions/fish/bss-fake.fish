# fish completion of bss-fake, made by `make completions`

complete -c bss-fake -s h -l help -d 'print help and exit'
complete -c bss-fake -l version -d 'print the version and exit'
complete -c bss-fake -s q -l quiet -d 'hush'
complete -c bss-fake -s r -l rejects -r -F -d 'hush'
complete -c bss-fake -s f -l format -x -a 'auto csv' -d 'hush'
