-- value: [
return 7
