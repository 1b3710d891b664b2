-- value: [
local m = {}
function m.h() return 1 --[[ ‮ ]] end
return m
