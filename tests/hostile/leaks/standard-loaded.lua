local s = standard
s.owned = "owned"
local northtown = {}
function northtown.may_admit() return true end
return northtown
