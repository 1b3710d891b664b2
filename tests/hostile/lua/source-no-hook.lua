-- value: [
local m = {}
function m.g() return 1 end
return m
